namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>One agency, a few readers and copies, for tests on real sockets.</summary>
static class SmallLibrary
{
    public const string Terminal = "sc1";
    public const string Password = "secret1";

    public const string Fixture = """
        network: small
        agencies:
          - {id: SMALL, name: Small Library, library: hefei, locations: [{code: HALL, name: Hall}, {code: NIGHT, name: Night return}]}
        terminals:
          - {login: sc1, secret: secret1, kind: self-check, permissions: [pay, block, update-item]}
          - {login: sc2, secret: secret1, kind: self-check, permissions: [pay, block, update-item]}
          - {login: far, secret: secret1, kind: self-check, addresses: [10.0.0.0/8]}
        titles:
          - {record: t1, name: 红楼梦, author: 曹雪芹}
          - {record: t2, name: 水浒传, author: 施耐庵}
        items:
          - {barcode: b1, title: t1}
          - {barcode: b2, title: t1}
          - {barcode: b3, title: t1}
          - {barcode: b4, title: t2}
        readers:
          - {card: c1, name: 王芳, pin: "1234"}
          - {card: c2, name: 李伟, pin: "4321"}
          - {card: c3, name: 张敏, pin: "1111"}
        charges:
          - {card: c3, type: "04", amount: "0.50"}
        """;
}
