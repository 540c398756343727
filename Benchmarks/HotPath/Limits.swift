import ClickSink
import FoundationEssentials

/// The numbers that must not be passed: by processor, since each has instructions of its own, and by extent.
struct Limits {
    struct Limit: Decodable {
        let instructionsPerEvent: Double
        let allocationsPerEvent: Double
    }

    let file: String
    private let byProcessor: [String: [String: Limit]]

    init(file: String) throws {
        self.file = file
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure(code: 66, "There is no file \(file) with limits: run it by make bench.")
        }
        do {
            byProcessor = try JSONDecoder().decode([String: [String: Limit]].self, from: data)
        } catch {
            throw Failure(code: 65, "\(file) is not what it should be, so repair it: \(error)")
        }
    }

    /// - Returns: `nil` where there is none for this processor.
    func limit(_ extent: HotPath.Extent) -> Limit? { byProcessor[Self.processor]?[extent.rawValue] }

    static var processor: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other"
        #endif
    }
}
