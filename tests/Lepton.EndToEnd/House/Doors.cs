using System.Text.RegularExpressions;
using System.Xml.Linq;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.House;

/// <summary>Who may reference whom. A room that reaches through another's wall fails here, with the file that does.</summary>
public sealed partial class Doors
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Lepton.Kubernetes"] = [],
        ["Lepton.ControllerRuntime"] = ["Lepton.Kubernetes"],
        ["Lepton.Api"] = ["Lepton.Kubernetes"],
        ["Lepton.Placement"] = [],
        ["Lepton.Operator"] = ["Lepton.Kubernetes", "Lepton.ControllerRuntime", "Lepton.Api", "Lepton.Placement"],
        ["Lepton.Sandbox"] = ["Lepton.Kubernetes"],
        ["Lepton.Cli"] = ["Lepton.Kubernetes", "Lepton.ControllerRuntime", "Lepton.Api", "Lepton.Placement", "Lepton.Operator", "Lepton.Sandbox"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Fact]
    public void Every_room_has_its_doors_written_down() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Directory.GetDirectories(Repository.PathOf("src")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Projects_reference_only_through_doors(string room)
    {
        var project = XDocument.Load(Repository.PathOf("src", room, $"{room}.csproj"));
        var references = project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));
        Assert.Empty(references.Except(Allowed[room], StringComparer.Ordinal));
    }

    /// <summary>References of references can be used too: so the sources are read.</summary>
    [Theory]
    [MemberData(nameof(Rooms))]
    public void Sources_name_only_rooms_behind_doors(string room)
    {
        var allowed = Allowed[room].Append(room).ToHashSet(StringComparer.Ordinal);
        var strangers = Sources(room)
            .SelectMany(f => RoomName().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetRelativePath(Repository.Root, f), Room: m.Groups[1].Value)))
            .Where(m => Allowed.ContainsKey(m.Room) && !allowed.Contains(m.Room))
            .Distinct()
            .Select(m => $"{m.File} uses {m.Room}");
        Assert.Empty(strangers);
    }

    [Theory]
    [InlineData("Lepton.Kubernetes")]
    [InlineData("Lepton.ControllerRuntime")]
    public void Libraries_know_no_Lepton_type(string room)
    {
        string[] kinds = ["LeptonModel", "CloudProvider", "PlacementPolicy"];
        var found = Sources(room).SelectMany(f => kinds.Where(k => File.ReadAllText(f).Contains(k, StringComparison.Ordinal)).Select(k => $"{Path.GetRelativePath(Repository.Root, f)} knows {k}"));
        Assert.Empty(found);
    }

    /// <summary>Placement is pure: no clock, no files, no network, no Kubernetes.</summary>
    [Fact]
    public void Placement_is_pure()
    {
        string[] impure = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Stopwatch", "HttpClient", "File.Read", "File.Write", "Environment.Tick", "Random.Shared"];
        var found = Sources("Lepton.Placement").SelectMany(f => impure.Where(i => File.ReadAllText(f).Contains(i, StringComparison.Ordinal)).Select(i => $"{Path.GetRelativePath(Repository.Root, f)} uses {i}"));
        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources(string room) => Directory.EnumerateFiles(Repository.PathOf("src", room), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(Lepton\.(?:Kubernetes|ControllerRuntime|Api|Placement|Operator|Sandbox|Cli))\b")]
    private static partial Regex RoomName();
}
