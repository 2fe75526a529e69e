using System.Runtime.InteropServices;

namespace ProtocolServer.Sip2.Wire;

/// <summary>The variable fields one after the other, for lists and for what the table doesn't know.</summary>
ref partial struct Sip2Reader
{
    /// <summary>A variable field as it came: its code and its value.</summary>
    public readonly ref struct Piece(ReadOnlySpan<byte> whole)
    {
        public ReadOnlySpan<byte> Code { get; } = whole[..2];

        public ReadOnlySpan<byte> Value { get; } = whole[2..];

        internal ushort Tag => MemoryMarshal.Read<ushort>(Code);
    }

    /// <summary>Walks over the variable fields; empty pieces and those without an id are passed over.</summary>
    public ref struct Pieces(ReadOnlySpan<byte> frame, int start, int end)
    {
        ReadOnlySpan<byte> rest = start < end ? frame[start..end] : default;

        public Piece Current { get; private set; }

        public readonly Pieces GetEnumerator() => this;

        public bool MoveNext()
        {
            while (!rest.IsEmpty)
            {
                var delimiter = rest.IndexOf((byte)'|');
                var piece = delimiter < 0 ? rest : rest[..delimiter];
                rest = delimiter < 0 ? default : rest[(delimiter + 1)..];
                if (piece.Length < 2) continue;
                Current = new(piece);
                return true;
            }
            return false;
        }
    }

    /// <summary>Walks over the values of one field.</summary>
    public ref struct Values
    {
        readonly ushort tag;
        Pieces pieces;

        internal Values(Pieces pieces, ushort tag)
        {
            this.pieces = pieces;
            this.tag = tag;
        }

        public readonly ReadOnlySpan<byte> Current => pieces.Current.Value;

        public readonly Values GetEnumerator() => this;

        public bool MoveNext()
        {
            while (pieces.MoveNext())
                if (pieces.Current.Tag == tag) return true;
            return false;
        }
    }
}
