using Lepton.Sandbox.Admission;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api;

/// <summary>CreateOptions, UpdateOptions and PatchOptions from the query.</summary>
internal static class RequestOptions
{
    private const int MaxManagerBytes = 128;

    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions, for the error text.</param>
    public static WriteOptions Read(ApiRequest request, string kind) => new()
    {
        FieldManager = FieldManager(request, kind),
        DryRun = DryRun(request, kind),
        Validation = Validation(request, kind),
        Subresource = request.Info.Subresource,
        Warnings = request.Warnings,
        External = true,
        Caller = AdmissionCaller.Of(request.User, request.QueryText("fieldManager"), DryRun(request, kind)),
    };

    public static bool DryRun(ApiRequest request, string kind)
    {
        var given = request.Query["dryRun"];
        if (given.Count == 0)
            return false;
        if (given.All(v => v == "All"))
            return true;
        var list = "[" + string.Join(",", given.Select(v => ApiErrors.Quote(v ?? ""))) + "]";
        throw ApiErrors.InvalidOptions(kind, new FieldError("FieldValueNotSupported", "dryRun", $"Unsupported value: {list}: supported values: \"All\""));
    }

    private static FieldValidation Validation(ApiRequest request, string kind) => request.QueryText("fieldValidation") switch
    {
        null or "" or "Warn" => FieldValidation.Warn,
        "Ignore" => FieldValidation.Ignore,
        "Strict" => FieldValidation.Strict,
        var other => throw ApiErrors.InvalidOptions(kind, new FieldError("FieldValueNotSupported", "fieldValidation",
            $"Unsupported value: {ApiErrors.Quote(other)}: supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")),
    };

    private static string FieldManager(ApiRequest request, string kind)
    {
        if (request.QueryText("fieldManager") is not { Length: > 0 } manager)
            return request.Http.Request.Headers.UserAgent.ToString().Split('/')[0];
        if (System.Text.Encoding.UTF8.GetByteCount(manager) > MaxManagerBytes)
            throw ApiErrors.InvalidOptions(kind, new FieldError("FieldValueTooLong", "fieldManager", $"Too long: may not be more than {MaxManagerBytes} bytes"));
        for (var i = 0; i < manager.Length; i++)
        {
            if (char.IsControl(manager[i]))
            {
                throw ApiErrors.InvalidOptions(kind, new FieldError("FieldValueInvalid", "fieldManager",
                    $"Invalid value: {ApiErrors.Quote(manager)}: invalid character {GoRune(manager[i])} (at position {i})"));
            }
        }

        return manager;
    }

    private static string GoRune(char c) => $"U+{(int)c:X4}";
}
