using Npgsql;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A server with one small network, as partners see it.</summary>
public class NcipServer : ServerFixture
{
    protected virtual string Fixture => """
        network: town
        agencies:
          - id: TOWN
            name: Town Library
            library: hefei
            locations: [{code: HALL, name: Hall}, {code: NIGHT, name: Night return}]
            addresses: [{role: Ship To, postal: "Town Library\n2 Market Square"}, {role: Official, email: town@example.org, web: "https://town.example.org"}]
            profiles: [TOWN-ILL 1.0]
          - {id: VILLAGE, name: Village Library, library: hefei, locations: [{code: SHELF, name: Shelf}]}
        terminals:
          - {login: sc1, secret: secret1, agency: TOWN, kind: self-check, permissions: [pay, block, update-item]}
        partners:
          - {id: ILL, agency: TOWN, agencies: [VILLAGE], permissions: [pay, block, update-item, staff-data]}
          - {id: OLD, agency: TOWN, version: "1.0", transport: tcp, permissions: [pay], habits: [asks-nothing, any-to-agency, odd-letters]}
          - {id: SHY, agency: TOWN, secret: open-sesame, hidden: [User Address Information], services: [LookupUser, LookupItem]}
          - {id: FAR, agency: TOWN, addresses: [10.9.0.0/16]}
          - {id: HEADLESS, agency: TOWN, habits: [no-header, asks-nothing, plain-values]}
          - {id: LITERAL, agency: TOWN, habits: [reads-prefix]}
          - {id: REC, agency: TOWN, agencies: [VILLAGE], permissions: [enrol, agencies, update-item, block, pay], item-kind: book}
          - {id: REC2, agency: TOWN, permissions: [enrol], category: child}
          - {id: BASIC, agency: TOWN, token: "lib:s3cret"}
          - {id: PROFILED, agency: TOWN, profiles: [Version 2011]}
          - {id: SIGNED, agency: TOWN, signed-with: world}
          - {id: UTC, agency: TOWN, habits: [utc-dates, empty-user-fields, named-privileges, primary-key]}
          - {id: BARE, agency: TOWN, habits: [no-namespace, reads-doctype, bare-ampersands, searches-text]}
          - {id: AHEAD, agency: TOWN, transport: tcp, habits: [sends-ahead]}
        titles:
          - {record: t1, name: 红楼梦 & <其他>, author: 曹雪芹}
          - {record: t2, name: 水浒传, author: 施耐庵}
          - {record: t3, name: 西游记, author: 吴承恩}
          - {record: t4, name: The Problem of Pain}
        items:
          - {barcode: b1, title: t1, agency: TOWN, call-number: I242.4/1}
          - {barcode: b2, title: t1, agency: TOWN}
          - {barcode: b3, title: t2, agency: TOWN}
          - {barcode: b4, title: t2, agency: TOWN, status: lost}
          - {barcode: v1, title: t3, agency: VILLAGE}
          - {barcode: p1, title: t4, agency: TOWN}
          - {barcode: w1, title: t4, agency: TOWN, call-number: W/1}
        series:
          - items: 60
            each: {barcode: "s{n:3}", title: t3, agency: TOWN}
          - readers: 40
            each: {card: "r{n:3}", agency: TOWN, name: "读者{n}", pin: "{n:4}", address: "路 {n}"}
        readers:
          - {card: c1, agency: TOWN, name: "Wang, Fang", language: en, pin: "1234", born: 1990-05-01, address: "1 Long Street", email: fang@example.org, phone: "+86100"}
          - {card: c2, agency: TOWN, name: 李伟, pin: "4321"}
          - {card: c3, agency: TOWN, name: 张敏, pin: "1111"}
          - {card: new1, agency: TOWN, name: "Li, Na", cards: [{number: old2, state: superseded, superseded-by: new1, issued: -900d}]}
          - {card: lost1, agency: TOWN, name: 赵丽, pin: "2222", state: lost}
          - {card: old1, agency: TOWN, name: 孙强, pin: "3333", valid-until: -10d}
        loans:
          - {item: b3, card: c2, agency: TOWN, due: +5d}
        charges:
          - {card: c3, agency: TOWN, type: "04", amount: "0.50"}
          - {card: c3, agency: TOWN, type: "07", amount: "20.00"}
        """;

    protected override ServerOptions Options(ServerOptions standard)
    {
        Connection = standard.Connection!;
        Directory.CreateDirectory(Folder);
        var fixture = Path.Combine(Folder, "town.yaml");
        File.WriteAllText(fixture, Fixture);
        return standard with
        {
            Empty = false, Fixture = fixture, Credentials = new() { ["world"] = new() { HmacKey = "world-key", HmacSecret = "world-secret" } },
        };
    }

    public string Connection { get; private set; } = "";

    public NcipClient Partner(string from = "ILL", string to = "TOWN", string path = "/ncip") => new(Http(path), from, to);

    public async Task<object?> DatabaseAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
