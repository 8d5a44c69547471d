namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Errors of compilation in the form of the server: place, line, mark.</summary>
public sealed class IssueTests
{
    [Theory]
    [InlineData("self.nosuch == 1", "1:5: type 'string' does not support field selection\n | self.nosuch == 1\n | ....^")]
    [InlineData("1 +\n  'a'", "1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 +\n | ..^")]
    [InlineData("true &&\n\tself", "2:2: expected type 'bool' but found 'string'\n |  self\n | .^")]
    [InlineData("'é' + 1", "1:5: found no matching overload for '_+_' applied to '(string, int)'\n | 'é' + 1\n | .．..^")]
    [InlineData("foo(1)", "1:4: undeclared reference to 'foo' (in container '')\n | foo(1)\n | ...^")]
    [InlineData("self.foo(1)", "1:9: undeclared reference to 'foo' (in container '')\n | self.foo(1)\n | ........^")]
    [InlineData("[1].all(1, true)", "1:9: argument must be a simple name\n | [1].all(1, true)\n | ........^")]
    [InlineData("[1].map(a.b, true)", "1:10: argument is not an identifier\n | [1].map(a.b, true)\n | .........^")]
    [InlineData("has(self)", "1:5: invalid argument to has() macro\n | has(self)\n | ....^")]
    [InlineData("for", "1:1: reserved identifier: for\n | for\n | ^")]
    [InlineData("1 ==", "1:5: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 1 ==\n | ....^")]
    [InlineData("1 2", "1:3: Syntax error: extraneous input '2' expecting <EOF>\n | 1 2\n | ..^")]
    [InlineData("1 # 2", "1:3: Syntax error: token recognition error at: '#'\n | 1 # 2\n | ..^")]
    [InlineData("'abc", "1:1: Syntax error: token recognition error at: ''abc'\n | 'abc\n | ^")]
    [InlineData("99999999999999999999", "1:1: invalid int literal\n | 99999999999999999999\n | ^")]
    [InlineData("self.matches('(')", "1:14: invalid matches argument\n | self.matches('(')\n | .............^")]
    [InlineData("[1, 'a']", "1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^")]
    [InlineData("1.all(x, true)", "1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | 1.all(x, true)\n | ^")]
    [InlineData("Message{a: 1}", "1:8: undeclared reference to 'Message' (in container '')\n | Message{a: 1}\n | .......^")]
    public void An_error_points_to_its_place(string expression, string expected) => Assert.Equal("ERROR: <input>:" + expected, CelRunner.Problems(expression, "self: string"));

    [Fact]
    public void All_errors_are_told_in_order()
    {
        var problems = CelRunner.Problems("b + self.x == a", "self: string");
        Assert.Equal(3, problems.Split("ERROR: <input>:").Length - 1);
        Assert.StartsWith("ERROR: <input>:1:1: undeclared reference to 'b'", problems, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_long_or_too_deep_is_refused()
    {
        Assert.Contains("expression code point size exceeds limit: size: 100001, limit 100000", CelRunner.Problems(new string(' ', 100_000) + "1"), StringComparison.Ordinal);
        Assert.Contains("expression recursion limit exceeded: 250", CelRunner.Problems(new string('(', 300) + "1" + new string(')', 300)), StringComparison.Ordinal);
        Assert.Contains("expression recursion limit exceeded: 250", CelRunner.Problems(string.Join('+', Enumerable.Repeat("1", 5000))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cel.bind(x, 1, x)")]
    [InlineData("math.greatest(1, 2)")]
    [InlineData("'abc'.reverse()")]
    [InlineData("base64.encode(b'a')")]
    [InlineData("authorizer.path('/').check('get').allowed()")]
    [InlineData("google.protobuf.Timestamp{seconds: 1}")]
    [InlineData("self.`a-b`")]
    public void What_the_server_does_not_have_is_refused(string expression) => Assert.NotEmpty(CelRunner.Problems(expression, "self: string"));
}
