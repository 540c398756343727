import KafkaProtocol

extension Golden {
    /// DescribeCluster.
    static let describeCluster = Golden(
        .describeCluster,
        """
        request 0
          0100
        request 0
          0000
        request 1
          018700
        request 1
          015500
        response 0
          0001684100680672616e676503c3a9ffffffff03ffffffff0672616e67650000325e0261000000bf6a02610001666700
          00000095d000
        response 0
          ffffffff004b0672616e67650a6f72646572732e763200006d64030000f84307636c69636b73000143eb0867726f7570
          2d310000005b9f02610000a4830672616e6765000000b1d000
        response 1
          000029fd00000867726f75702d31d703c3a90000272b030000ea8e0f776562736974655f636c69636b730000117a0000
          ffffffff0a6f72646572732e76320000ee500000000010d700
        response 1
          00000666004d0a6f72646572732e7632a40a6f72646572732e763200003e6602000153f903c3a90000ea3d0672616e67
          6500ffffffff00
        """)
}
