namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// The negative answer that every request can get from its table alone, when nothing better can be said: not done, no right, nothing
/// counted, what must be echoed echoed, and a reason for the screen (SIP2 section 13: every request gets an answer).
/// </summary>
static class FallbackAnswer
{
    const string NoMessages = "NNNNNNNNNNNNNNNN";

    /// <param name="writer">Begun with the answer of the request's exchange.</param>
    /// <param name="request">Read leniently; it may be incomplete.</param>
    /// <param name="now">Transaction date of the answer.</param>
    /// <param name="text">For the reader, in her language; never the text of an exception.</param>
    public static void Render(ref Sip2Writer writer, scoped in Sip2Reader request, DateTimeOffset now, string text)
    {
        var spec = writer.Spec;
        foreach (var field in spec.FixedFields)
        {
            if (field.Kind == FieldKind.Date) writer.Put(field, now);
            else if (field == Fields.Language && request.GetNumber(field) is { } language) writer.Put(field, language);
            else if (field == Fields.WalletOperation || field == Fields.FixedCurrency) writer.Put(field, LettersOf(request, field));
        }
        foreach (var slot in spec.Slots)
        {
            if (slot.Field == Fields.ValidPatron) writer.Put(slot.Field, value: false);
            else if (slot.Field.Kind == FieldKind.Digit) writer.Put(slot.Field, value: false);
            else if (slot.Field == Fields.SupportedMessages) writer.Put(slot.Field, NoMessages);
            else if (slot.Field == Fields.ScreenMessage) writer.Put(slot.Field, text);
            else if (slot.Required || slot.Field == Fields.TransactionId) writer.Put(slot.Field, request.Get(slot.Field));
        }
    }

    /// <summary>An echo of a code; nothing where it was damaged on its way.</summary>
    public static ReadOnlySpan<byte> LettersOf(scoped in Sip2Reader request, Sip2Field field)
    {
        var value = request.Get(field);
        return value.ContainsAnyExceptInRange((byte)'A', (byte)'Z') ? default : value;
    }
}
