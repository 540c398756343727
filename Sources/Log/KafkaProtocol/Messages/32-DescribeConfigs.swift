/// DescribeConfigs, versions 1 to 4: the settings of topics and brokers.
///
/// 1: synonyms and where a value comes from (KIP-226). 3: types and documentation (KIP-569). 4: flexible.
package struct DescribeConfigsRequest: WireStruct {
    package var resources: [Resource] = []
    package var includeSynonyms = false
    package var includeDocumentation = false

    package init() {}

    package struct Resource: WireStruct {
        package var type = ConfigResourceType.unknown
        package var name = ""
        /// `nil`: all.
        package var keys: [String]? = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int8(&type.rawValue)
            try wire.string(&name)
            try wire.nullableArray(&keys)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.array(&resources)
        try wire.boolean(&includeSynonyms)
        if wire.version >= 3 { try wire.boolean(&includeDocumentation) }
        try wire.endOfStruct()
    }
}

/// What a set of configuration values belongs to.
package struct ConfigResourceType: Hashable, Sendable {
    package var rawValue: Int8

    package init(rawValue: Int8) { self.rawValue = rawValue }

    package static let unknown = ConfigResourceType(rawValue: 0)
    package static let topic = ConfigResourceType(rawValue: 2)
    package static let broker = ConfigResourceType(rawValue: 4)
}

/// Where a configuration value comes from.
package struct ConfigSource: Hashable, Sendable {
    package var rawValue: Int8

    package init(rawValue: Int8) { self.rawValue = rawValue }

    package static let unknown = ConfigSource(rawValue: 0)
    package static let topic = ConfigSource(rawValue: 1)
    package static let staticBroker = ConfigSource(rawValue: 4)
    package static let builtInDefault = ConfigSource(rawValue: 5)
}

/// What kind of value a configuration has.
package struct ConfigType: Hashable, Sendable {
    package var rawValue: Int8

    package init(rawValue: Int8) { self.rawValue = rawValue }

    package static let unknown = ConfigType(rawValue: 0)
    package static let boolean = ConfigType(rawValue: 1)
    package static let string = ConfigType(rawValue: 2)
    package static let int = ConfigType(rawValue: 3)
    package static let long = ConfigType(rawValue: 5)
    package static let double = ConfigType(rawValue: 6)
    package static let list = ConfigType(rawValue: 7)
}

package struct DescribeConfigsResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var results: [Result] = []

    package init() {}

    package struct Result: WireStruct {
        package var errorCode = ErrorCode.none
        package var errorMessage: String?
        package var type = ConfigResourceType.unknown
        package var name = ""
        package var configs: [Config] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.errorCode(&errorCode)
            try wire.nullableString(&errorMessage)
            try wire.int8(&type.rawValue)
            try wire.string(&name)
            try wire.array(&configs)
            try wire.endOfStruct()
        }
    }

    package struct Config: WireStruct {
        package var name = ""
        package var value: String?
        package var isReadOnly = false
        package var source = ConfigSource.unknown
        package var isSensitive = false
        package var synonyms: [Synonym] = []
        package var type = ConfigType.unknown
        package var documentation: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.nullableString(&value)
            try wire.boolean(&isReadOnly)
            try wire.int8(&source.rawValue)
            try wire.boolean(&isSensitive)
            try wire.array(&synonyms)
            if wire.version >= 3 {
                try wire.int8(&type.rawValue)
                try wire.nullableString(&documentation)
            }
            try wire.endOfStruct()
        }
    }

    package struct Synonym: WireStruct {
        package var name = ""
        package var value: String?
        package var source = ConfigSource.unknown

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.string(&name)
            try wire.nullableString(&value)
            try wire.int8(&source.rawValue)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        try wire.int32(&throttleTimeMilliseconds)
        try wire.array(&results)
        try wire.endOfStruct()
    }
}
