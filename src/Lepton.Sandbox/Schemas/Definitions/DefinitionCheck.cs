using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Rules;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Schemas.Definitions;

/// <summary>Why the schema of a CRD version cannot be served.</summary>
internal static class DefinitionCheck
{
    /// <param name="path">Where the schema stands in the CRD.</param>
    public static IReadOnlyList<FieldError> Check(JsonObject schema, string path)
    {
        var errors = new FieldErrors();
        if (schema.Bool("nullable") == true)
            errors.Forbidden(path + ".nullable", "nullable cannot be true at the root");
        foreach (var error in StructureRules.Check(schema, path))
            errors.Add(error);
        var structural = StructuralReader.Read(schema);
        if (errors.Count == 0)
            DefaultRules.Check(structural, path, errors);
        DefinitionWalk.Visit(structural, path, (node, at) =>
        {
            KeywordRules.Check(node.Source, at, errors);
            RuleFields.Check(node, at, errors);
        });
        if (errors.Count > 0 || !structural.HasRules)
            return errors.All;
        return RuleChecks.Check(structural, path).All;
    }
}
