namespace Lepton.Sandbox.Tests.Cel;

/// <summary>What a case expects of its expression.</summary>
internal enum Expectation
{
    /// <summary><c>==></c> a value, written as an expression.</summary>
    Value,

    /// <summary><c>!!></c> an error when it runs, with this in its text.</summary>
    Error,

    /// <summary><c>??></c> an error when it is compiled, with this in its text.</summary>
    Refused,
}

/// <summary>One line of a case file.</summary>
/// <param name="Variables">Declarations: <c>x: int = 5; m: map(string, int) = {}</c>.</param>
internal sealed record CelCase(string Group, string Variables, string Expression, Expectation Kind, string Expected)
{
    private static readonly (string Mark, Expectation Kind)[] Marks = [(" ==> ", Expectation.Value), (" !!> ", Expectation.Error), (" ??> ", Expectation.Refused)];

    /// <summary>The cases of an embedded file. Lines beginning with <c>##</c> name a group, with <c>--</c> declare variables for those below.</summary>
    public static IReadOnlyList<CelCase> Read(string file)
    {
        using var stream = typeof(CelCase).Assembly.GetManifestResourceStream("cel/" + file) ?? throw new InvalidOperationException($"no case file {file}");
        using var reader = new StreamReader(stream);
        var cases = new List<CelCase>();
        var (group, variables) = ("", "");
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                (group, variables) = (line[3..], "");
            else if (line == "--" || line.StartsWith("-- ", StringComparison.Ordinal))
                variables = line[2..].Trim();
            else if (line.Trim().Length > 0)
                cases.Add(Parse(group, variables, line));
        }

        return cases;
    }

    private static CelCase Parse(string group, string variables, string line)
    {
        foreach (var (mark, kind) in Marks)
        {
            if (line.LastIndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
                return new CelCase(group, variables, line[..at], kind, line[(at + mark.Length)..]);
        }

        throw new InvalidOperationException($"a case without expectation: {line}");
    }
}
