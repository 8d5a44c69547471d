using NLua;

namespace Lepton.Delivery.Tests.ArgoCd;

/// <summary>Runs a health script as Argo CD does: the object as the global <c>obj</c>, no library but base, table and string, a table with status and message back.</summary>
internal static class LuaHealth
{
    public static (string? Status, string? Message) Of(string script, IDictionary<string, object?> @object)
    {
        using var lua = new Lua();
        // Argo CD's default: scripts have none of these.
        lua.DoString("os, io, debug, package, require, coroutine, math, utf8, load, loadfile, dofile = nil");
        lua["obj"] = ToLua(lua, @object);
        var result = (LuaTable)lua.DoString(script)[0];
        return (result["status"] as string, result["message"] as string);
    }

    private static object? ToLua(Lua lua, object? value)
    {
        switch (value)
        {
            case IDictionary<string, object?> map:
                var table = NewTable(lua);
                foreach (var (key, inside) in map)
                    table[key] = ToLua(lua, inside);
                return table;
            case IList<object?> list:
                var array = NewTable(lua);
                for (var i = 0; i < list.Count; i++)
                    array[i + 1] = ToLua(lua, list[i]);
                return array;
            default:
                return value;
        }
    }

    private static LuaTable NewTable(Lua lua) => (LuaTable)lua.DoString("return {}")[0];
}
