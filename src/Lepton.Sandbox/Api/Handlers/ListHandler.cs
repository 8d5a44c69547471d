using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Selectors;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tables;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>Lists, in pages where asked for.</summary>
internal sealed class ListHandler
{
    public async Task ListAsync(ApiRequest request)
    {
        if (request.Format.As == "PartialObjectMetadata")
        {
            var list = request.Type.IsCustom ? "*unstructured.UnstructuredList" : $"*core.{request.Type.ListKind}";
            throw new ApiStatusException(406, "NotAcceptable", $"you requested PartialObjectMetadata, but the requested object is a list ({list})");
        }

        var page = await ReadAsync(request);
        var metadata = page.Metadata(request.Type.IsCustom);
        switch (request.Format)
        {
            case { As: "Table" }:
                await Responses.WriteAsync(request, TableBuilder.Of(request, Values(request, page), metadata));
                break;
            case { As: "PartialObjectMetadataList", Version: var version }:
                await Responses.WriteAsync(request, new JsonObject
                {
                    ["kind"] = "PartialObjectMetadataList",
                    ["apiVersion"] = $"meta.k8s.io/{version}",
                    ["metadata"] = metadata,
                    ["items"] = new JsonArray([.. Values(request, page).Select(v => (JsonNode)ObjectWriter.PartialMetadata(v, version!))]),
                });
                break;
            case { Yaml: false, Pretty: false } when request.Type.IsCustom:
                await Responses.WriteListAsync(request, metadata, [.. page.Items.Select(i => Bytes(request, i))]);
                break;
            default:
                await Responses.WriteAsync(request, Envelope(request, page, metadata));
                break;
        }
    }

    /// <summary>The objects a list request asks for.</summary>
    public static async Task<ListPage> ReadAsync(ApiRequest request)
    {
        var labels = LabelSelectorParser.Parse(request.QueryText("labelSelector"));
        var fields = FieldSelector.Parse(request.QueryText("fieldSelector"), request.Type);
        var options = ListOptions.Read(request);
        await ResourceVersions.WaitForAsync(request, options.AtLeast);
        return Paging.Page(request, options, labels, fields);
    }

    private static List<JsonObject> Values(ApiRequest request, ListPage page) => [.. page.Items.Select(i => Views.Show(request.Type, i))];

    private static byte[] Bytes(ApiRequest request, StoredObject item)
    {
        var shown = Views.Show(request.Type, item);
        return ReferenceEquals(shown, item.Value) ? item.Utf8 : System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(shown, JsonTree.Compact);
    }

    /// <summary>The whole list. Items of built-in kinds come without kind and apiVersion.</summary>
    public static JsonObject Envelope(ApiRequest request, ListPage page, JsonObject metadata)
    {
        var type = request.Type;
        var items = new JsonArray();
        foreach (var value in Values(request, page))
        {
            var item = JsonTree.Clone(value);
            if (!type.IsCustom)
            {
                item.Remove("kind");
                item.Remove("apiVersion");
            }

            items.Add(item);
        }

        return type.IsCustom
            ? new JsonObject { ["apiVersion"] = type.ApiVersion, ["items"] = items, ["kind"] = type.ListKind, ["metadata"] = metadata }
            : new JsonObject { ["kind"] = type.ListKind, ["apiVersion"] = type.ApiVersion, ["metadata"] = metadata, ["items"] = items };
    }
}
