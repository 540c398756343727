import KafkaProtocol

extension Golden {
    /// Heartbeat.
    static let heartbeat = Golden(
        .heartbeat,
        """
        request 0
          0001610000000100096f72646572732e7632
        request 0
          000767726f75702d3100000001000572616e6765
        request 1
          000572616e6765000000000006636c69636b73
        request 1
          000767726f75702d317fffffff00096f72646572732e7632
        request 2
          0006636c69636b73ffffffff000e776562736974655f636c69636b73
        request 2
          000e776562736974655f636c69636b7380000000000161
        request 3
          0002c3a900002da4000767726f75702d31ffff
        request 3
          0006636c69636b737fffffff000161000767726f75702d31
        request 4
          0a6f72646572732e7632000000010261026100
        request 4
          02617fffffff07636c69636b730100
        response 0
          0050
        response 0
          004c
        response 1
          0001669c002c
        response 1
          00010994006c
        response 2
          00016a3e0050
        response 2
          00013cfd003f
        response 3
          00015cc10018
        response 3
          000113260003
        response 4
          00002a6a003600
        response 4
          00007197005c00
        """)
}
