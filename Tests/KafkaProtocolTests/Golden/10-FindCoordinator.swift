import KafkaProtocol

extension Golden {
    /// FindCoordinator.
    static let findCoordinator = Golden(
        .findCoordinator,
        """
        request 0
          0000
        request 0
          0006636c69636b73
        request 1
          0002c3a97d
        request 1
          000572616e6765c3
        request 2
          000e776562736974655f636c69636b730d
        request 2
          00096f72646572732e7632c0
        request 3
          03c3a92800
        request 3
          0a6f72646572732e7632e100
        request 4
          79030a6f72646572732e763207636c69636b7300
        request 4
          23030867726f75702d31026100
        request 5
          db020672616e676500
        request 5
          cc0301026100
        response 0
          001b0000000100007fffffff
        response 0
          001b0000000000016100000001
        response 1
          0000dd190008000000000000000e776562736974655f636c69636b7300000001
        response 1
          000126ee0074000767726f75702d310001515e0000ffffffff
        response 2
          00001241006cffff80000000000161ffffffff
        response 2
          00007fe0001700096f72646572732e7632ffff26650006636c69636b73fffff3c8
        response 3
          00013fa4ffff01ffffffff02618000000000
        response 3
          00008911004d0a6f72646572732e7632ffffffff02610000000000
        response 4
          00012b2f020a6f72646572732e76328000000003c3a9ffff7cf30030010000
        response 4
          0000336f030672616e6765000000010a6f72646572732e76320001664200200672616e6765000f776562736974655f63
          6c69636b73ffffffff03c3a980000000006d010000
        response 5
          0000cd320207636c69636b737fffffff03c3a900009023006607636c69636b730000
        response 5
          00000d2c030a6f72646572732e7632000000010a6f72646572732e763200000001003d0672616e67650003c3a9800000
          000672616e6765ffffffff0067000000
        """)
}
