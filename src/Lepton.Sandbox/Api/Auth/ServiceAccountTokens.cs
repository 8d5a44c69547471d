using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>Issues and checks the tokens of one cluster's service accounts: JSON web tokens (RFC 7519) signed with RS256, as a real server's.</summary>
internal sealed class ServiceAccountTokens(ClusterContext cluster) : IDisposable
{
    public const string Issuer = "https://kubernetes.default.svc";
    private const string Private = "kubernetes.io";
    private const int KeyBits = 2048;
    private static readonly GroupResource Accounts = new("", "serviceaccounts");
    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Secrets = new("", "secrets");

    // A key takes a tenth of a second to find: a cluster of which nobody asks a token does without.
    private readonly Lazy<RSA> _key = new(() => RSA.Create(KeyBits));

    public static IReadOnlyDictionary<string, GroupResource> BoundKinds { get; } = new Dictionary<string, GroupResource> { ["Pod"] = Pods, ["Secret"] = Secrets };

    public string Issue(JsonObject account, IEnumerable<string> audiences, DateTimeOffset expires, JsonObject? bound)
    {
        var metadata = account.Obj("metadata");
        var (@namespace, name) = (metadata.Str("namespace"), metadata.Str("name"));
        var now = cluster.Now.ToUnixTimeSeconds();
        var claims = new JsonObject { ["namespace"] = @namespace, ["serviceaccount"] = new JsonObject { ["name"] = name, ["uid"] = metadata.Str("uid") } };
        if (bound is not null)
            claims[bound.Str("kind")!.ToLowerInvariant()] = new JsonObject { ["name"] = bound.Obj("metadata").Str("name"), ["uid"] = bound.Obj("metadata").Str("uid") };
        return Sign(new JsonObject
        {
            ["aud"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now,
            ["iss"] = Issuer,
            ["jti"] = cluster.Ids.Uid(),
            [Private] = claims,
            ["nbf"] = now,
            ["sub"] = $"system:serviceaccount:{@namespace}:{name}",
        });
    }

    /// <summary>Whom a token stands for; null for one that is not ours, has expired, or whose account or bound object is gone.</summary>
    public UserInfo? Validate(string token)
    {
        if (Claims(token) is not { } claims)
            return null;
        var now = cluster.Now.ToUnixTimeSeconds();
        if (claims.Str("iss") != Issuer || claims.Int("exp") is not { } expires || expires <= now || !claims.Arr("aud").Strings().Contains(Issuer))
            return null;
        var scope = claims.Obj(Private);
        var (@namespace, account) = (scope.Str("namespace") ?? "", scope.Obj("serviceaccount"));
        if (!Lives(Accounts, @namespace, account) || !BoundKinds.All(kind => scope.Obj(kind.Key.ToLowerInvariant()) is not { } bound || Lives(kind.Value, @namespace, bound)))
            return null;
        string[] groups = ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}"];
        return new UserInfo($"system:serviceaccount:{@namespace}:{account.Str("name")}", groups, account.Str("uid"), $"JTI={claims.Str("jti")}");
    }

    /// <summary>The public key, as a JSON web key set (RFC 7517).</summary>
    public JsonObject Keys()
    {
        var key = _key.Value.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["use"] = "sig",
                ["kty"] = "RSA",
                ["kid"] = KeyId(),
                ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(key.Modulus),
                ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        };
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
            _key.Value.Dispose();
    }

    private string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId() };
        var text = $"{Part(header)}.{Part(claims)}";
        var signature = _key.Value.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private JsonObject? Claims(string token)
    {
        if (!_key.IsValueCreated || token.Split('.') is not [var header, var payload, var signature])
            return null;
        try
        {
            var signed = Encoding.ASCII.GetBytes($"{header}.{payload}");
            return _key.Value.VerifyData(signed, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                ? JsonNode.Parse(Base64Url.DecodeFromChars(payload)) as JsonObject
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private bool Lives(GroupResource resource, string @namespace, JsonObject? named) =>
        cluster.Store.Find(resource, StoredObject.KeyOf(@namespace, named.Str("name") ?? ""))?.Uid == named.Str("uid");

    private string KeyId() => Base64Url.EncodeToString(SHA256.HashData(_key.Value.ExportSubjectPublicKeyInfo()));

    private static string Part(JsonObject value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value, JsonTree.Compact));
}
