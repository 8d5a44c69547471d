using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Api;
using Lepton.Cli.Manifests;
using Lepton.Cli.Plan;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Files;
using Xunit;

namespace Lepton.EndToEnd.Commands;

/// <summary>Manifests in the docs are such as one can apply: an API server takes every field of them, and beside the sample clouds their models get a place.</summary>
public sealed partial class DocumentedManifests(DocumentedManifests.HubWithDefinitions hub) : IClassFixture<DocumentedManifests.HubWithDefinitions>
{
    public static TheoryData<string> Pages()
    {
        var pages = new TheoryData<string>();
        foreach (var page in Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Blocks(page).Any())
                pages.Add(Path.GetRelativePath(Repository.Root, page));
        }

        return pages;
    }

    [Fact]
    public void The_how_tos_are_among_them() => Assert.True(Pages().Count >= 9, $"{Pages().Count} pages have manifests");

    [Theory, MemberData(nameof(Pages))]
    public async Task Are_taken_by_an_API_server_field_by_field(string page)
    {
        foreach (var manifest in Blocks(Repository.PathOf(page)).SelectMany(KubernetesYaml.LoadAll).Cast<JsonObject>())
        {
            var type = LeptonCrds.Types.Single(t => ResourceDefinition.Of(t).Kind == (string?)manifest["kind"]);
            await hub.Client.Resource(ResourceDefinition.Of(type)).ApplyAsync(new UnstructuredObject((JsonObject)manifest.DeepClone()), new ApplyOptions("docs") { FieldValidation = "Strict" });
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void Their_models_get_a_place(string page)
    {
        using var folder = new TempFolder();
        foreach (var provider in Directory.GetFiles(Repository.PathOf("config", "samples"), "1*-provider-*.yaml"))
            File.Copy(provider, Path.Combine(folder.Path, Path.GetFileName(provider)));
        File.WriteAllText(Path.Combine(folder.Path, "page.yaml"), string.Join("\n---\n", Blocks(Repository.PathOf(page))));
        var manifests = ManifestFiles.Load([folder.Path]);
        var plan = ManifestPlanner.Plan(manifests, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Assert.All(plan.Models.Values, m => Assert.True(m.Missing == 0 && m.Assignments.Count > 0, $"{page}: {m.Model}: {m.Message}"));
    }

    /// <summary>One API server for all pages: each applies objects of its own.</summary>
    public sealed class HubWithDefinitions : IAsyncLifetime
    {
        private SandboxHost _host = null!;

        internal KubernetesClient Client { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _host = await SandboxHost.StartAsync();
            var cluster = await _host.AddClusterAsync("hub");
            Client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(System.Text.Encoding.UTF8.GetBytes(cluster.KubeconfigYaml())));
            await HubSetup.InstallDefinitionsAsync(Client, ManifestFiles.Load([Repository.PathOf("config", "crd")]), default);
            foreach (var name in new[] { "models", "research" })
                await Client.Resource<V1Namespace>().CreateAsync(new V1Namespace { Metadata = { Name = name } });
        }

        public async Task DisposeAsync()
        {
            Client.Dispose();
            await _host.DisposeAsync();
        }
    }

    private static IEnumerable<string> Blocks(string page) => Yaml().Matches(File.ReadAllText(page))
        .Select(m => Unindent(m.Groups["text"].Value, m.Groups["indent"].Value))
        .Concat(HereDocument().Matches(File.ReadAllText(page)).Select(m => m.Groups["text"].Value))
        .Where(t => t.Contains("apiVersion: lepton.ai/", StringComparison.Ordinal));

    private static string Unindent(string text, string indent) => string.Join('\n', text.Split('\n').Select(l => l.StartsWith(indent, StringComparison.Ordinal) ? l[indent.Length..] : l));

    [GeneratedRegex("^(?<indent> *)```yaml\n(?<text>.*?)\n *```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Yaml();

    [GeneratedRegex("kubectl apply -f - <<'EOF'\n(?<text>.*?)\nEOF$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HereDocument();
}
