/// AlterConfigs, versions 0 to 2: all settings of a resource at once; what is not named goes back to its
/// default.
///
/// 1: the bytes are those of 0. 2: flexible.
package struct AlterConfigsRequest: WireStruct {
    package var resources: [Resource] = []
    package var validateOnly = false

    package init() {}

    package struct Resource: WireStruct {
        package var type = ConfigResourceType.unknown
        package var name = ""
        package var configs: [Config] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int8(&type.rawValue)
            try wire.string(&name)
            try wire.array(&configs)
            try wire.endOfStruct()
        }
    }

    package struct Config: WireStruct {
        package var name = ""
        package var value: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.nullableString(&value)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.array(&resources)
        try wire.boolean(&validateOnly)
        try wire.endOfStruct()
    }
}

/// The answer to AlterConfigs and, with the same bytes, to IncrementalAlterConfigs.
package struct AlterConfigsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var results: [Result] = []

    package init() {}

    package struct Result: WireStruct {
        package var errorCode = ErrorCode.none
        package var errorMessage: String?
        package var type = ConfigResourceType.unknown
        package var name = ""

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.errorCode(&errorCode)
            try wire.nullableString(&errorMessage)
            try wire.int8(&type.rawValue)
            try wire.string(&name)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&results)
        try wire.endOfStruct()
    }
}
