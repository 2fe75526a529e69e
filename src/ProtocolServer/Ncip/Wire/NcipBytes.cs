namespace ProtocolServer.Ncip.Wire;

/// <summary>
/// Finds the end of a document in a stream of bytes: the end tag of its root, by reading tags, comments, CDATA, instructions and
/// attribute values as XML does, never by searching for a text. Goes on where it stopped, so that a message may come in any pieces.
/// </summary>
struct NcipBytes
{
    enum At { Prolog, Text, Markup, Bang, Comment, CData, Instruction, Declaration, Tag, EndTag, Quoted, QuotedInDeclaration, CommentInDeclaration }

    At at;
    byte quote;
    int depth, brackets, matched;
    bool isEmptyTag, isWide, knowsWidth, lastWasHigh;
    byte first;
    long seen;

    /// <summary>Something else than white space has come.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Deeper than any message: nobody needs to read on.</summary>
    public readonly bool IsTooDeep => depth > NcipLimits.Depth;

    /// <summary>True when the root has ended; <paramref name="used"/> bytes belong to it.</summary>
    public bool TryEnd(ReadOnlySpan<byte> bytes, out int used)
    {
        for (used = 0; used < bytes.Length;)
        {
            var one = bytes[used++];
            if (!knowsWidth && !LearnWidth(one)) continue;
            if (isWide)
            {
                // One of each two bytes is the letter; markup is ASCII, so the other is nought and skipped.
                lastWasHigh = !lastWasHigh;
                if (one == 0) continue;
            }
            if (Step(one))
            {
                // The second half of the last letter.
                if (isWide && lastWasHigh && used < bytes.Length && bytes[used] == 0) used++;
                return true;
            }
            if (IsTooDeep) return false;
        }
        return false;
    }

    bool LearnWidth(byte one)
    {
        if (seen++ == 0)
        {
            first = one;
            // The second byte tells whether a letter has two of them, also where no mark says so.
            if (one == '<') return true;
            if (one is 0xFE or 0xFF or 0 or 0xEF) return false;
        }
        knowsWidth = true;
        if (first == '<')
        {
            isWide = one == 0;
            return !isWide;
        }
        isWide = first is 0xFE or 0xFF or 0;
        if (first == 0) lastWasHigh = true;
        return !isWide || first == 0;
    }

    /// <summary>True at the last letter of the root's end tag.</summary>
    bool Step(byte c)
    {
        switch (at)
        {
            case At.Prolog:
                if (c == '<') at = At.Markup;
                if (c > ' ') HasBegun = true;
                break;
            case At.Text:
                if (c == '<') at = At.Markup;
                break;
            case At.Markup:
                at = c switch { (byte)'!' => At.Bang, (byte)'?' => At.Instruction, (byte)'/' => At.EndTag, _ => At.Tag };
                (matched, isEmptyTag) = (0, false);
                break;
            case At.Bang:
                if (c == '-' && matched == 1) (at, matched) = (At.Comment, 0);
                else if (c == '-') matched = 1;
                else if (c == '[') (at, matched) = (At.CData, 0);
                else (at, brackets, matched) = (At.Declaration, 0, 0);
                break;
            case At.Comment:
                if (c == '>' && matched >= 2) Leave();
                else matched = c == '-' ? matched + 1 : 0;
                break;
            case At.CData:
                if (c == '>' && matched >= 2) Leave();
                else matched = c == ']' ? matched + 1 : 0;
                break;
            case At.Instruction:
                if (c == '>' && matched == 1) Leave();
                else matched = c == '?' ? 1 : 0;
                break;
            case At.Declaration:
                matched = c == '<' ? 1 : matched > 0 && c == "<!--"[matched] ? matched + 1 : 0;
                if (matched == 4) (at, matched, brackets) = (At.CommentInDeclaration, 0, brackets - 1);
                else if (c is (byte)'"' or (byte)'\'') (quote, at) = (c, At.QuotedInDeclaration);
                else if (c is (byte)'[' or (byte)'<') brackets++;
                else if (c == ']') brackets--;
                else if (c == '>' && brackets-- <= 0) Leave();
                break;
            case At.CommentInDeclaration:
                if (c == '>' && matched >= 2) (at, matched) = (At.Declaration, 0);
                else matched = c == '-' ? matched + 1 : 0;
                break;
            case At.QuotedInDeclaration:
                if (c == quote) at = At.Declaration;
                break;
            case At.Quoted:
                if (c == quote) at = At.Tag;
                break;
            case At.Tag:
                if (c is (byte)'"' or (byte)'\'') (quote, at) = (c, At.Quoted);
                else if (c == '>')
                {
                    if (!isEmptyTag) depth++;
                    at = At.Text;
                    return depth == 0;
                }
                isEmptyTag = c == '/';
                break;
            case At.EndTag:
                if (c != '>') break;
                at = At.Text;
                return --depth <= 0;
        }
        return false;
    }

    void Leave() => at = depth == 0 ? At.Prolog : At.Text;
}
