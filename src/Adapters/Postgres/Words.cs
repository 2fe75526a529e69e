using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>States as the tables spell them: <c>InTransit</c> is <c>in-transit</c>.</summary>
public static partial class Words
{
    public static string Of<T>(T state) where T : struct, Enum => Spelling<T>.Words[state];

    /// <exception cref="KeyNotFoundException">The table holds a word this version does not know.</exception>
    public static T Read<T>(string word) where T : struct, Enum => Spelling<T>.States[word];

    public static bool TryRead<T>(string word, out T state) where T : struct, Enum => Spelling<T>.States.TryGetValue(word, out state);

    public static IEnumerable<string> All<T>() where T : struct, Enum => Spelling<T>.States.Keys;

    static class Spelling<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(s => s, s => Kebab(s.ToString()));

        public static readonly FrozenDictionary<string, T> States =
            Words.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }

    static string Kebab(string name) => Hump.Replace(name, "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex Hump { get; }
}
