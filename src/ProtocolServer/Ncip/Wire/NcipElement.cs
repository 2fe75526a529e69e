using System.Collections;

namespace ProtocolServer.Ncip.Wire;

/// <summary>
/// One element of a message, as read or to be written: name without prefix, text or children, and the scheme its value is from. Names
/// are those of version 2; the reader and the writer translate from and to 1.x.
/// </summary>
sealed class NcipElement(string name, string text = "", string? scheme = null) : IEnumerable<NcipElement>
{
    List<NcipElement>? children;

    public string Name { get; } = name;

    /// <summary>Without surrounding white space.</summary>
    public string Text { get; internal set; } = text;

    public string? Scheme { get; internal set; } = scheme;

    public IReadOnlyList<NcipElement> Children => children ?? (IReadOnlyList<NcipElement>)[];

    /// <summary>The same, for loops that run for every element of every message.</summary>
    public ReadOnlySpan<NcipElement> Each => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(children);

    public bool HasChildren => children is { Count: > 0 };

    /// <summary>An element whose text was found; null where there is none, so that it is left out.</summary>
    public static NcipElement? Of(string name, string? text, string? scheme = null) => string.IsNullOrEmpty(text) ? null : new(name, text, scheme);

    /// <summary>Null adds nothing.</summary>
    public void Add(NcipElement? child)
    {
        if (child is not null) (children ??= []).Add(child);
    }

    public void Add(IEnumerable<NcipElement?> many)
    {
        foreach (var child in many) Add(child);
    }

    /// <summary>The first child of that name.</summary>
    public NcipElement? this[string child]
    {
        get
        {
            if (children is null) return null;
            foreach (var one in children)
                if (one.Name == child)
                    return one;
            return null;
        }
    }

    public IEnumerable<NcipElement> All(string child) => Children.Where(one => one.Name == child);

    /// <summary>The text at the end of a path of first children; empty where it breaks off.</summary>
    public string TextAt(params ReadOnlySpan<string> path)
    {
        var at = this;
        foreach (var step in path)
        {
            at = at[step];
            if (at is null) return "";
        }
        return at.Text;
    }

    internal void Clear() => children = null;

    public IEnumerator<NcipElement> GetEnumerator() => Children.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => HasChildren ? $"{Name}[{string.Join(", ", Children)}]" : $"{Name}={Text}";
}
