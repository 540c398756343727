import KafkaProtocol

extension Golden {
    /// AddOffsetsToTxn.
    static let addOffsetsToTxn = Golden(
        .addOffsetsToTxn,
        """
        request 0
          0002c3a900000000000000680053000e776562736974655f636c69636b73
        request 0
          0002c3a90000002edcef565d002c0002c3a9
        request 1
          0002c3a900000057b0aff469001e0002c3a9
        request 1
          000767726f75702d3100000076110a9e5f0054000572616e6765
        request 2
          000e776562736974655f636c69636b73ffffffffffffffff00610002c3a9
        request 2
          0006636c69636b7300000000000000fc0076000572616e6765
        request 3
          0f776562736974655f636c69636b73ffffffffffffffff005a0672616e676500
        request 3
          0672616e6765000000000000000e005e0867726f75702d3100
        response 0
          ffffffff000e
        response 0
          000058a4000b
        response 1
          0000d5e7003e
        response 1
          ffffffff0018
        response 2
          00011082006b
        response 2
          0001335c0070
        response 3
          ffffffff002e00
        response 3
          0000959b005600
        """)
}
