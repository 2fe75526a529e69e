using System.Text;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>A message as staff and logs may see it: secrets and personal data are struck out, by field.</summary>
static class Redaction
{
    public static string Of(ReadOnlySpan<byte> frame, in Sip2Reader message)
    {
        var text = new StringBuilder();
        text.Append(Encoding.ASCII.GetString(frame[..Math.Min(frame.Length, message.Spec.FixedLength)]));
        foreach (var piece in message.GetEverything())
        {
            var field = message.Spec.FieldOf(piece.Tag);
            text.Append(Encoding.ASCII.GetString(piece.Code));
            // What no table knows might be anybody's name.
            text.Append(field is null || field.Sensitivity is Sensitivity.Secret or Sensitivity.Personal ? "***" : Encoding.UTF8.GetString(piece.Value));
            text.Append('|');
        }
        return text.ToString();
    }
}
