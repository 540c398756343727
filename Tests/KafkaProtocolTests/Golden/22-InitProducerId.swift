import KafkaProtocol

extension Golden {
    /// InitProducerId.
    static let initProducerId = Golden(
        .initProducerId,
        """
        request 0
          ffff0000d229
        request 0
          ffff000171bf
        request 1
          ffff000143fa
        request 1
          ffff00017392
        request 2
          07636c69636b730000babb00
        request 2
          00000061ee00
        request 3
          0a6f72646572732e7632000184950000000000000001ffe400
        request 3
          00000021d6fffffff188655075800000
        request 4
          0100016fdc0000000000000000800000
        request 4
          03c3a900016b9f0000000000000001000100
        request 5
          000000d6c6ffffffffffffffff000000
        request 5
          026100018024ffffffffffffffffffff00
        response 0
          0000436d006500000000000000007fff
        response 0
          00017eb6005c00000048c1afb7137fff
        response 1
          00012923003bffffff35316ea54fff5b
        response 1
          0000e2c3005000000000000000008000
        response 2
          000018b2002affffffffffffffff800000
        response 2
          0000d84300100000000000000000000000
        response 3
          00005404000000000000000000017fff00
        response 3
          000024eb006980000000000000007fff00
        response 4
          00005675001affffff89e22359dc800000
        response 4
          0000db3f00507fffffffffffffffff3300
        response 5
          00018663002b7fffffffffffffff000000
        response 5
          00000e7a000b7fffffffffffffff7fff00
        """)
}
