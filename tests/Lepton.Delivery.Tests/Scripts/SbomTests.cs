using System.Text.Json.Nodes;

namespace Lepton.Delivery.Tests.Scripts;

/// <summary>The bills of materials that <c>make sbom</c> writes name what the lock files pin, with hash and licence, and are the same each time.</summary>
public sealed class SbomTests
{
    private static readonly (string Project, string Name)[] Programs = [("Lepton.Operator", "lepton-operator"), ("Lepton.Cli", "lepton")];

    [SkippableFact]
    public async Task What_is_locked_is_listed()
    {
        var folders = new[] { Directory.CreateTempSubdirectory("lepton-sbom-").FullName, Directory.CreateTempSubdirectory("lepton-sbom-").FullName };
        try
        {
            try
            {
                await Checkout.RunAsync("dotnet", "tool", "restore");
            }
            catch (Xunit.Sdk.TrueException e)
            {
                Skip.If(true, $"the tool of .config/dotnet-tools.json cannot be restored here: {e.Message}");
            }

            foreach (var folder in folders)
                await Checkout.RunAsync("bash", "scripts/sbom.sh", folder);
            foreach (var (project, name) in Programs)
            {
                var text = await File.ReadAllTextAsync(System.IO.Path.Combine(folders[0], $"{name}.cdx.json"));
                Assert.Equal(text, await File.ReadAllTextAsync(System.IO.Path.Combine(folders[1], $"{name}.cdx.json")));
                await CheckAsync(text, project, name);
            }
        }
        finally
        {
            foreach (var folder in folders)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CheckAsync(string text, string project, string name)
    {
        var listed = JsonNode.Parse(text)!["components"]!.AsArray().ToDictionary(c => (string)c!["name"]!, c => c!, StringComparer.Ordinal);
        var locked = JsonNode.Parse(await File.ReadAllTextAsync(Checkout.PathOf("src", project, "packages.lock.json")))!["dependencies"]!["net10.0"]!.AsObject()
            .Where(p => (string?)p.Value!["type"] != "Project" && p.Key != "Meziantou.Analyzer").ToList();
        Assert.True(locked.Count >= 5, $"{locked.Count} packages are locked");
        Assert.All(locked, p =>
        {
            Assert.True(listed.TryGetValue(p.Key, out var component), $"{p.Key} is not in {name}.cdx.json");
            Assert.Equal((string?)p.Value!["resolved"], (string?)component!["version"]);
            Assert.Equal("SHA-512", (string?)component["hashes"]![0]!["alg"]);
            Assert.NotEmpty(component["licenses"]!.AsArray());
        });
    }
}
