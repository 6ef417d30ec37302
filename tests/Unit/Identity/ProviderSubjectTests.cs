using Serverless.Identity;
using Xunit;

namespace Serverless.Tests.Unit.Identity;

public sealed class ProviderSubjectTests
{
    [Fact]
    public void Key_names_provider_and_subject()
    {
        Assert.True(ProviderSubject.TryClerk("user_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd", out var subject));
        Assert.Equal("clerk|user_2qB4nZ8xYt6WcVr0KsJ5mLpHgFd", subject.Key);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("user/2")]
    [InlineData("user#2")]
    [InlineData("user?2")]
    [InlineData("user\\2")]
    [InlineData("user|2")]
    [InlineData("user 2")]
    [InlineData("usér")]
    public void What_cannot_be_a_document_id_is_no_subject(string? text) => Assert.False(ProviderSubject.TryClerk(text, out _));

    [Fact]
    public void Overlong_subject_is_none()
    {
        Assert.True(ProviderSubject.TryClerk(new string('u', 255), out _));
        Assert.False(ProviderSubject.TryClerk(new string('u', 256), out _));
    }
}
