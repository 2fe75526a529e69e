using System.Buffers;
using System.Text;

namespace ProtocolServer.Ncip.Wire;

/// <summary>An answer while it grows, in memory that is lent; what is kept of it is one array of its own length.</summary>
sealed class AnswerBuffer : IDisposable
{
    /// <summary>Most answers are shorter.</summary>
    const int Usual = 8 * 1024;

    byte[] bytes = ArrayPool<byte>.Shared.Rent(Usual);
    int length;

    public void Put(ReadOnlySpan<char> text)
    {
        // At most three bytes for a character of UTF-16.
        if (bytes.Length - length < text.Length * 3) Grow(text.Length * 3);
        length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));
    }

    void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + more));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }

    public byte[] ToArray() => bytes.AsSpan(0, length).ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }
}
