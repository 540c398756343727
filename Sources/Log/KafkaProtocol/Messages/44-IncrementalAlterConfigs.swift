/// IncrementalAlterConfigs, versions 0 and 1: single settings of a resource; the others stay (KIP-339).
///
/// 1: flexible. It is answered as AlterConfigs is.
package struct IncrementalAlterConfigsRequest: WireStruct {
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
        package var operation = ConfigOperation.set
        package var value: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.int8(&operation.rawValue)
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

/// What to do to a configuration value.
package struct ConfigOperation: Hashable, Sendable {
    package var rawValue: Int8

    package init(rawValue: Int8) { self.rawValue = rawValue }

    package static let set = ConfigOperation(rawValue: 0)
    /// Back to the default.
    package static let delete = ConfigOperation(rawValue: 1)
    /// Adds to a list.
    package static let append = ConfigOperation(rawValue: 2)
    /// Takes out of a list.
    package static let subtract = ConfigOperation(rawValue: 3)
}
