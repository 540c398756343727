import KafkaProtocol

extension Golden {
    /// ApiVersions.
    static let apiVersions = Golden(
        .apiVersions,
        """
        request 0
          -
        request 0
          -
        request 1
          -
        request 1
          -
        request 2
          -
        request 2
          -
        request 3
          0a6f72646572732e76320672616e676500
        request 3
          0a6f72646572732e76320a6f72646572732e763200
        request 4
          010672616e676500
        request 4
          0f776562736974655f636c69636b730f776562736974655f636c69636b7300
        response 0
          ffff00000002000100007fff000180000001
        response 0
          002600000002ffff7fff0000ffff7fff0001
        response 1
          0058000000010001ffff0000000050b6
        response 1
          002b000000027fff010300018000ff4400000000b955
        response 2
          003a0000000100010049ffff00013a9b
        response 2
          00540000000200f9ff50800000010000ff5d0000f6a3
        response 3
          ffff0300007fff002c00000000018000000001347300
        response 3
          00380300000001ffa400ffff7fff80000000015a5b00
        response 4
          006a02fef00001feec00000082d300
        response 4
          0059037fff800000fb00000000017fff000000871400
        """)
}
