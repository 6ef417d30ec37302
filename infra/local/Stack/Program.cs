using Local.Stack;

return await StackCommand.Create().Parse(args).InvokeAsync();
