import KafkaProtocol

extension Golden {
    /// EndTxn.
    static let endTxn = Golden(
        .endTxn,
        """
        request 0
          00096f72646572732e7632000000a022df5131004701
        request 0
          00096f72646572732e763200000031d5f0afda000001
        request 1
          000767726f75702d3100000020dbe15936000a01
        request 1
          000e776562736974655f636c69636b730000000000000043001001
        request 2
          000572616e6765000000420cfc2a67003a00
        request 2
          000e776562736974655f636c69636b73ffffffffffffffff004001
        request 3
          0867726f75702d310000009bfafa4d6400460100
        request 3
          0672616e6765000000690d52a2a100690100
        response 0
          0000ee1b0013
        response 0
          00002658001a
        response 1
          00011497002a
        response 1
          0000cd4f0050
        response 2
          ffffffff0067
        response 2
          0000296c001d
        response 3
          000071c7001f00
        response 3
          00010d16006600
        """)
}
