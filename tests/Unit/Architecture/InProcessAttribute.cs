namespace Microsoft.Azure.WebJobs;

/// <summary>Named like an attribute of the in-process model, so that a rule can be shown to notice it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FunctionNameAttribute : Attribute;
