using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using Npgsql;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>
/// The server is killed when a message on a bare line has taken effect and nobody has been told (ncip-field H 45, 53): who says it again to the
/// next server is told what came of it the first time.
/// </summary>
public sealed class KilledOverTcpTests : IDisposable
{
    const string User = "<UserId><UserIdentifierValue>c1</UserIdentifierValue></UserId>";

    readonly string data = TestCluster.NewFolder("killed-tcp");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => TestCluster.Remove(data);

    [Theory]
    [InlineData("CheckOutItem", User + "<ItemId><ItemIdentifierValue>i1</ItemIdentifierValue></ItemId>", "select count(*) from loan")]
    [InlineData("RequestItem", User + "<BibliographicId><BibliographicRecordId><BibliographicRecordIdentifier>t1</BibliographicRecordIdentifier><AgencyId>CUT</AgencyId></BibliographicRecordId></BibliographicId>"
                              + "<RequestId><AgencyId>ACTS</AgencyId><RequestIdentifierValue>1</RequestIdentifierValue></RequestId><RequestType>Hold</RequestType><RequestScopeType>Bibliographic Item</RequestScopeType>",
        "select count(*) from hold")]
    [InlineData("CreateUserFiscalTransaction", User + "<FiscalTransactionInformation><FiscalActionType>Payment</FiscalActionType><FiscalTransactionReferenceId><AgencyId>ACTS</AgencyId>"
                              + "<FiscalTransactionIdentifierValue>p1</FiscalTransactionIdentifierValue></FiscalTransactionReferenceId><FiscalTransactionType>Fine</FiscalTransactionType>"
                              + "<Amount><CurrencyCode>EUR</CurrencyCode><MonetaryValue>100</MonetaryValue></Amount></FiscalTransactionInformation>",
        "select count(*) from ledger_entry where reason = 'paid'")]
    public async Task Killed_between_the_effect_and_the_answer_the_message_has_one_effect_and_its_repetition_the_answer(string service, string content, string effects)
    {
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        var fixture = Path.Combine(Directory.CreateDirectory(data).FullName, "cut.yaml");
        await File.WriteAllTextAsync(fixture, """
            network: cut
            agencies: [{id: CUT, name: Cut Library, library: latvia, locations: [{code: C-HALL, name: Hall}]}]
            partners: [{id: ACTS, agency: CUT, transport: tcp, permissions: [pay]}]
            titles: [{record: t1, name: One}]
            items: [{barcode: i1, title: t1, agency: CUT}]
            readers: [{card: c1, agency: CUT, name: One}]
            charges: [{card: c1, agency: CUT, type: "02", amount: "3.00"}]
            """, Cancel);
        using var partner = new NcipClient(new("http://localhost/"), "ACTS", "CUT");
        var message = partner.Message(service, content);
        await using (var wire = DatabaseWire.Around(connection, out var throughWire))
        {
            await using var first = await ServerProcess.ServeAsync(data, "--connection", throughWire, "--fixture", fixture);
            wire.HoldAnswersAfter("insert into command_log");
            using var line = await ConnectAsync(first);
            await line.GetStream().WriteAsync(Encoding.UTF8.GetBytes(message), Cancel);
            await wire.Committed.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
            await first.KillAsync();
        }
        (await ReadAsync<long>(connection, effects)).Should().Be(1, "it has taken effect");
        var stored = Encoding.UTF8.GetString(await ReadAsync<byte[]>(connection, "select answer from command_log"));

        await using var second = await ServerProcess.ServeAsync(data, "--connection", connection);
        var told = await AskAsync(second, message);
        told.Should().Be(stored, "the first answer is given").And.NotContain("Problem").And.EndWith("\n");
        NcipClient.Read(told).Elements().Single().Name.LocalName.Should().Be(service + "Response");
        (await AskAsync(second, message)).Should().Be(told, "and given again, byte for byte");
        (await ReadAsync<long>(connection, effects)).Should().Be(1, "however often it is said");
    }

    static async Task<TcpClient> ConnectAsync(ServerProcess server)
    {
        var line = new TcpClient { NoDelay = true };
        await line.ConnectAsync(server.EndPoint("ncip"), Cancel);
        return line;
    }

    /// <summary>The answer up to its line feed, on a connection of its own.</summary>
    static async Task<string> AskAsync(ServerProcess server, string message)
    {
        using var line = await ConnectAsync(server);
        await line.GetStream().WriteAsync(Encoding.UTF8.GetBytes(message), Cancel);
        var answer = new List<byte>();
        var one = new byte[1];
        while (answer is not [.., (byte)'\n'] && await line.GetStream().ReadAsync(one, Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel) > 0) answer.Add(one[0]);
        return Encoding.UTF8.GetString([.. answer]);
    }

    static async Task<T> ReadAsync<T>(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
