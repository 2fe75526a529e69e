using System.Collections.Immutable;

namespace ProtocolServer.Adapters.Files;

/// <summary>A mistake in a file somebody wrote: where it is, and what to do about it.</summary>
/// <param name="Line">Counted from 1; 0 where the whole file is meant.</param>
/// <param name="Key">Path of the member, such as <c>loans[2].days</c>; empty where the whole file is meant.</param>
public sealed record FileError(string File, int Line, string Key, string Message)
{
    public override string ToString() =>
        (Line > 0 ? $"{File}:{Line}: " : $"{File}: ") + (Key.Length > 0 ? $"{Key}: " : "") + Message;
}

/// <summary>What was read, or every mistake that kept it from being read.</summary>
public sealed record Checked<T>(T? Value, ImmutableArray<FileError> Errors) where T : class
{
    public bool IsGood => Errors.IsEmpty && Value is not null;

    /// <exception cref="FileErrorsException">There are mistakes; all of them are in the message.</exception>
    public T OrThrow() => IsGood ? Value! : throw new FileErrorsException(Errors);
}

/// <summary>A file can't be used; the message lists every mistake, one a line.</summary>
public sealed class FileErrorsException(ImmutableArray<FileError> errors)
    : Exception(string.Join('\n', errors))
{
    public ImmutableArray<FileError> Errors { get; } = errors;
}

/// <summary>Collects the mistakes of one reading, so that all are told at once.</summary>
sealed class FileErrors
{
    readonly List<FileError> errors = [];

    public int Count => errors.Count;

    public void Add(string file, int line, string key, string message) => errors.Add(new(file, line, key, message));

    public void Add(YamlValue at, string message) => errors.Add(new(at.File, at.Line, at.Path, message));

    /// <summary>By file and line, as the writer goes through them; of the records of one series only the first that is wrong.</summary>
    public ImmutableArray<FileError> InOrder() =>
    [
        .. errors.Distinct()
            .DistinctBy(e => e.Key.Contains(" (n = ", StringComparison.Ordinal) ? (e.File, e.Line, "") : (e.File, e.Line, e.Key + e.Message))
            .OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line),
    ];
}
