using System.Buffers;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Wire;
using Currency = ProtocolServer.Domain.Kernel.Currency;

namespace ProtocolServer.Tests.Benchmarks;

/// <summary>Target: under 150 ns each way and no heap allocation.</summary>
[MemoryDiagnoser]
[Config(typeof(InOneMinute))]
public class Sip2WireBenchmarks
{
    sealed class InOneMinute : ManualConfig
    {
        public InOneMinute() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(4).WithIterationCount(12).WithIterationTime(TimeInterval.FromMilliseconds(250)));
    }

    static readonly byte[] Checkout = [.. "11YN20260301    101500                  AOLIB|AA21234000012345|AB31234000987654|AC|BON|BIN|AY4AZEAFA"u8];
    static readonly byte[] Information = [.. "6300120260301    101500  Y       AOLIB|AA21234000012345|AD1234|BP1|BQ5|AY3AZEF06"u8];
    static readonly WireStyle Style = WireStyle.Default with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo") };
    static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 15, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Due = new(2026, 3, 29, 21, 59, 0, TimeSpan.Zero);
    static readonly Money Owed = new(250, Currency.Parse("NOK"));
    static readonly Money Limit = new(1000, Currency.Parse("NOK"));

    readonly MessageTable table = Specs.Version2.With(Style);
    readonly ArrayBufferWriter<byte> output = new(4096);
    readonly byte[] scratch = new byte[4096];

    /// <summary>Frame apart, checksum verified, and the fields asked for that a checkout needs.</summary>
    [Benchmark]
    public int Read_11()
    {
        if (!Sip2Reader.TryRead(Checkout, table, out var m)) throw new InvalidOperationException();
        return m.Get(Fields.PatronId).Length + m.Get(Fields.ItemId).Length + m.Get(Fields.InstitutionId).Length
            + (m.GetFlag(Fields.NoBlock) ? 1 : 0) + (m.GetFlag(Fields.FeeAcknowledged) ? 1 : 0) + (m.GetFlag(Fields.Cancel) ? 1 : 0);
    }

    [Benchmark]
    public int Read_63()
    {
        if (!Sip2Reader.TryRead(Information, table, out var m)) throw new InvalidOperationException();
        return m.Get(Fields.PatronId).Length + m.Get(Fields.PatronPassword).Length + m.Get(Fields.Summary).Length
            + (m.GetNumber(Fields.StartItem) ?? 1) + (m.GetNumber(Fields.EndItem) ?? 0);
    }

    [Benchmark]
    public int Write_12()
    {
        output.ResetWrittenCount();
        var writer = new Sip2Writer(Specs.Checkout.Response, Style, scratch);
        writer.Put(Fields.Ok, true).Put(Fields.RenewalOk, false).Put(Fields.MagneticMedia, false).Put(Fields.Desensitize, true)
            .Put(Fields.TransactionDate, Now)
            .Put(Fields.InstitutionId, "LIB").Put(Fields.PatronId, "21234000012345").Put(Fields.ItemId, "31234000987654")
            .Put(Fields.TitleId, "Example title").Put(Fields.DueDate, Due).Put(Fields.MediaType, "001");
        writer.WriteTo(output, Sip2Trailer.Numbered(4));
        writer.Dispose();
        return output.WrittenCount;
    }

    /// <summary>The 64 of the reference's exchanges (section 16): two loans listed, 13 variable fields.</summary>
    [Benchmark]
    public int Write_64()
    {
        output.ResetWrittenCount();
        var writer = new Sip2Writer(Specs.PatronInformation.Response, Style, scratch);
        PutReference(ref writer);
        writer.WriteTo(output, Sip2Trailer.Numbered(3));
        writer.Dispose();
        return output.WrittenCount;
    }

    /// <summary>The same with address, contacts and a text: 17 variable fields.</summary>
    [Benchmark]
    public int Write_64_with_contacts()
    {
        output.ResetWrittenCount();
        var writer = new Sip2Writer(Specs.PatronInformation.Response, Style, scratch);
        PutReference(ref writer);
        writer.Put(Fields.HomeAddress, "1 Main Street, 8000 Town").Put(Fields.EmailAddress, "jane.doe@example.org").Put(Fields.HomePhone, "+4700000000")
            .Put(Fields.ScreenMessage, "Welcome to the library.");
        writer.WriteTo(output, Sip2Trailer.Numbered(3));
        writer.Dispose();
        return output.WrittenCount;
    }

    static void PutReference(ref Sip2Writer writer) =>
        writer.Put(Fields.PatronStatus, "              ").Put(Fields.Language, "001").Put(Fields.TransactionDate, Now)
            .Put(Fields.HoldItemsCount, 0).Put(Fields.OverdueItemsCount, 0).Put(Fields.ChargedItemsCount, 2)
            .Put(Fields.FineItemsCount, 0).Put(Fields.RecallItemsCount, 0).Put(Fields.UnavailableHoldsCount, 1)
            .Put(Fields.InstitutionId, "LIB").Put(Fields.PatronId, "21234000012345").Put(Fields.PersonalName, "Doe, Jane")
            .Put(Fields.HoldItemsLimit, 10).Put(Fields.OverdueItemsLimit, 5).Put(Fields.ChargedItemsLimit, 20)
            .Put(Fields.ValidPatron, true).Put(Fields.ValidPatronPassword, true)
            .Put(Fields.Currency, "NOK").Put(Fields.FeeAmount, Owed).Put(Fields.FeeLimit, Limit)
            .Put(Fields.ChargedItems, "31234000987654").Put(Fields.ChargedItems, "31234000987662");
}
