using System.Globalization;
using System.Text;
using FluentAssertions;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>
/// Seeded fuzzing of the whole session over any library in any profile's dialect. More cases, or others: <c>PROTOCOLSERVER_FUZZ_CASES=1000000
/// PROTOCOLSERVER_FUZZ_SEED=7</c>. What is found goes into conformance/corpus, where the test of the corpus keeps it found.
/// </summary>
public sealed class FuzzTests
{
    /// <summary>An input on which nothing moves for so long hangs.</summary>
    static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    static readonly IReadOnlyList<(string Name, byte[] Input)> Corpus =
        [.. Repository.Files("conformance/corpus", "*.bin").Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))];

    public static TheoryData<string> CorpusFiles => [.. Corpus.Select(file => file.Name)];

    [Fact]
    public async Task No_input_crashes_hangs_or_fills_the_memory_and_every_frame_gets_one_sound_answer()
    {
        var cases = Setting("PROTOCOLSERVER_FUZZ_CASES", 100_000);
        var seed = Setting("PROTOCOLSERVER_FUZZ_SEED", Chance.Seed(20_260_301));
        var mutator = new Mutator(Corpus.Select(file => file.Input), AnyLibrary.Libraries);
        var began = TimeProvider.System.GetTimestamp();
        long done = 0;
        string? found = null;
        var work = Task.Factory.StartNew(() =>
        {
            for (; done < cases && found is null; Interlocked.Increment(ref done))
            {
                var (input, door) = mutator.Input(new(seed + done));
                if (FuzzedSession.Run(input, seed + done, door) is { } wrong) found = Told(seed + done, input, door, wrong);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        while (!work.IsCompleted)
        {
            var before = Interlocked.Read(ref done);
            await Task.WhenAny(work, Task.Delay(Hang, TestContext.Current.CancellationToken));
            if (!work.IsCompleted) Interlocked.Read(ref done).Should().NotBe(before, $"case {seed + before} must end: its seed makes it again");
        }
        await work;
        found.Should().BeNull();
        var memory = GC.GetTotalMemory(forceFullCollection: true) / 1024 / 1024;
        memory.Should().BeLessThan(256, "nothing of a closed connection may stay");
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done:N0} cases from seed {seed} in {took:N1} s: {done / took:N0} a second; {memory} MiB in use"));
    }

    /// <summary>Any state of the library and any splitting, many times over the same bytes.</summary>
    [Theory, MemberData(nameof(CorpusFiles))]
    public void Every_file_of_the_corpus_gets_sound_answers(string name)
    {
        var input = Corpus.First(file => file.Name == name).Input;
        for (var seed = 0; seed < 200; seed++) FuzzedSession.Run(input, seed).Should().BeNull();
        foreach (var library in AnyLibrary.Libraries)
            foreach (var profile in FuzzedProfile.All.Keys)
            {
                byte[] known = [.. Encoding.ASCII.GetBytes($"9300CN{Mutator.Login}{library}/{profile}|CO{Mutator.Secret}|\r"), .. input];
                for (var seed = 0; seed < (profile == FuzzedProfile.Standard ? 100 : 10); seed++) FuzzedSession.Run(known, seed).Should().BeNull();
            }
        foreach (var door in FuzzedProfile.Doors.Keys)
            for (var seed = 0; seed < 20; seed++) FuzzedSession.Run(input, seed, door).Should().BeNull();
    }

    [Fact]
    public void Every_profile_of_the_server_is_fuzzed() =>
        FuzzedProfile.All.Keys.Should().Contain(ProfileDirectory.Load(null).Value!.Keys).And.Contain(["strange", "strict"], "and what those lack");

    [Fact]
    public void A_frame_too_long_is_one_frame_however_it_arrives()
    {
        byte[] input = [.. "11YN"u8, .. Enumerable.Repeat((byte)'7', 200_000), .. "\r9900802.00\r"u8];
        for (var seed = 0; seed < 50; seed++) FuzzedSession.Run(input, seed).Should().BeNull();
    }

    [Fact]
    public void The_judge_finds_what_is_wrong()
    {
        // A session that answers with somebody else's bytes must not pass: the same checks on a good and a bad dialogue.
        FuzzedSession.Judge("9900802.00\r"u8.ToArray(), "96\r"u8.ToArray(), mayStopAnywhere: false).Should().BeNull();
        FuzzedSession.Judge("9900802.00\r"u8.ToArray(), "96\r96\r"u8.ToArray(), mayStopAnywhere: false).Should().Contain("1 frames got 2");
        FuzzedSession.Judge("9900802.00\r"u8.ToArray(), [], mayStopAnywhere: false).Should().Contain("only 0");
        FuzzedSession.Judge("9900802.00\r"u8.ToArray(), "941\r"u8.ToArray(), mayStopAnywhere: false).Should().Contain("not the pair's own");
        FuzzedSession.Judge("9300CNx|COy|\r"u8.ToArray(), "941AY1AZ0000\r"u8.ToArray(), mayStopAnywhere: false).Should().Contain("BadChecksum");
        FuzzedSession.Judge("9300CNx|COy|\r"u8.ToArray(), "94\r"u8.ToArray(), mayStopAnywhere: false).Should().Contain("not whole");
        var known = (string profile) => Encoding.ASCII.GetBytes($"9300CN{Mutator.Login}hefei/{profile}|COsecret|\r1720260301    101500AOhefei|AB1|\r");
        FuzzedSession.Judge(known("telnet"), "941\r\n1803000120260301    101500AB1|AJ?|\r\n"u8.ToArray(), mayStopAnywhere: false).Should().BeNull();
        FuzzedSession.Judge(known("telnet"), "941\r\n1803000120260301    101500AB1|AJž|\r\n"u8.ToArray(), mayStopAnywhere: false).Should().Contain("encoding");
        FuzzedSession.Judge(known("interlib"), "941\r20120260301    101500AB1|\r"u8.ToArray(), mayStopAnywhere: false).Should().Contain("not the pair's own");
        FuzzedSession.Judge(known("strict"), "941\r\n1803000120260301    101500AB1|AJ|\r\n"u8.ToArray(), mayStopAnywhere: false).Should().Contain("without a checksum");
        FuzzedSession.Judge("x\r"u8.ToArray(), "96\r"u8.ToArray(), mayStopAnywhere: false, door: "telnet").Should().Contain("nobody is asked");
    }

    static string Told(long seed, byte[] input, string? door, string wrong)
    {
        // What is found must not be lost while it is made smaller.
        File.WriteAllBytes(Path.Combine(Path.GetTempPath(), $"fuzz-{seed}-whole.bin"), input);
        var smallest = Smallest(input, seed, door);
        var file = Path.Combine(Path.GetTempPath(), $"fuzz-{seed}.bin");
        File.WriteAllBytes(file, smallest);
        return $"case {seed}: {wrong}\nsmallest input ({file}): {Sip2Describer.Redact(smallest, Specs.Version2)}\n{Convert.ToHexString(smallest)}";
    }

    /// <summary>Leaves out piece by piece what the fault does not need.</summary>
    static byte[] Smallest(byte[] input, long seed, string? door)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var size = input.Length / 2; size > 0; size /= 2)
            for (var at = 0; at + size <= input.Length && TimeProvider.System.GetElapsedTime(began) < Hang / 2;)
            {
                byte[] shorter = [.. input[..at], .. input[(at + size)..]];
                if (FuzzedSession.Run(shorter, seed, door) is not null) input = shorter;
                else at += size;
            }
        return input;
    }

    static long Setting(string name, long standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? long.Parse(set, CultureInfo.InvariantCulture) : standard;
}
