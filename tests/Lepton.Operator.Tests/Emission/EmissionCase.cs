using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Tests.Emission;

/// <summary>An input in <c>Cases/</c>, what it emits in <c>Golden/</c>, and what a real API server made of that in <c>Live/</c>.</summary>
internal sealed record EmissionCase(string Name)
{
    private static readonly string Room = FindRoom();

    public string GoldenFile => Path.Combine(Room, "Golden", $"{Name}.yaml");

    public string LiveFile => Path.Combine(Room, "Live", $"{Name}.json");

    public static IEnumerable<string> Names => Directory.GetFiles(Path.Combine(Room, "Cases"), "*.yaml")
        .Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    public EmissionInput Input() =>
        KubernetesJson.Deserialize<EmissionInput>(KubernetesYaml.Load(File.ReadAllText(Path.Combine(Room, "Cases", $"{Name}.yaml"))))!;

    public IReadOnlyList<DesiredObject> Emit() => Emitter.Emit(Input());

    private static string FindRoom()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var room = Path.Combine(folder.FullName, "tests", "Lepton.Operator.Tests", "Emission");
            if (Directory.Exists(Path.Combine(room, "Cases")))
                return room;
        }

        throw new DirectoryNotFoundException($"tests/Lepton.Operator.Tests/Emission/Cases was not found above {AppContext.BaseDirectory}");
    }
}
