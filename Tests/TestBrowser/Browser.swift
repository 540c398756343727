internal import Foundation

/// A browser without a window, driven by WebDriver: https://www.w3.org/TR/webdriver2, and for what that lacks
/// by Chromium's own protocol.
package actor Browser {
    /// Whether there is one on this machine.
    package static var isAvailable: Bool { DriverProcess.path != nil }

    private let driver: DriverProcess
    private let wire: DriverWire
    private let session: String

    private init(driver: DriverProcess, wire: DriverWire, session: String) {
        self.driver = driver
        self.wire = wire
        self.session = session
    }

    /// Runs a body with a browser of its own.
    package static func with<Result>(_ body: (Browser) async throws -> Result) async throws -> Result {
        let browser = try await start()
        do {
            let result = try await body(browser)
            await browser.end()
            return result
        } catch {
            await browser.end()
            throw error
        }
    }

    private static func start() async throws -> Browser {
        let driver = try await DriverProcess.start()
        let wire = DriverWire(port: driver.port)
        let options: [String: Any] = [
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--lang=en-GB", "--window-size=1280,900",
            ]
        ]
        let wanted: [String: Any] = [
            "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"],
            "timeouts": ["script": 60_000, "pageLoad": 60_000],
        ]
        do {
            let began: Session = try await wire.ask(
                "POST", "/session", DriverWire.data(["capabilities": ["alwaysMatch": wanted]]))
            return Browser(driver: driver, wire: wire, session: began.sessionId)
        } catch {
            driver.end()
            throw error
        }
    }

    private struct Session: Decodable {
        let sessionId: String
    }

    private func end() async {
        let _: Nothing? = try? await wire.ask("DELETE", "/session/\(session)", nil)
        driver.end()
    }

    private func post<Answer: Decodable>(_ path: String, _ body: [String: Any]) async throws -> Answer {
        try await wire.ask("POST", "/session/\(session)\(path)", DriverWire.data(body))
    }

    // MARK: Going and asking

    package func open(_ url: String) async throws {
        let _: Nothing = try await post("/url", ["url": url])
    }

    package func reload() async throws {
        let _: Nothing = try await post("/refresh", [:])
    }

    /// The value of an expression.
    package func value<Value: Decodable & Sendable>(
        _ expression: String, as type: Value.Type = Value.self
    ) async throws -> Value {
        try await post("/execute/sync", ["script": "return (\(expression))", "args": []])
    }

    /// Waits in the page, frame by frame, until an expression is true.
    package func wait(until condition: String, seconds: Int = 30) async throws {
        let script = """
            const done = arguments[0], end = Date.now() + \(seconds * 1000);
            (function look() {
                let value = false;
                try { value = Boolean(\(condition)); } catch { value = false; }
                if (value || Date.now() > end) return done(value);
                setTimeout(look, 20);
            })();
            """
        guard try await post("/execute/async", ["script": script, "args": []]) as Bool else {
            throw BrowserError(
                "never came true: \(condition)\non the page: "
                    + (try await value("location.href + ' ' + document.body.innerText.slice(0, 800)")
                        as String))
        }
    }

    // MARK: Doing what a person does

    package func click(_ selector: String) async throws {
        let _: Nothing = try await post("/element/\(try await element(selector))/click", [:])
    }

    package func type(_ text: String, into selector: String) async throws {
        let _: Nothing = try await post("/element/\(try await element(selector))/value", ["text": text])
    }

    /// Presses keys where the focus is.
    package func press(_ keys: [BrowserKey]) async throws {
        let actions = keys.flatMap { key in
            ["keyDown", "keyUp"].map { ["type": $0, "value": key.rawValue] }
        }
        let _: Nothing = try await post(
            "/actions", ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
    }

    private struct Element: Decodable {
        let id: String

        enum CodingKeys: String, CodingKey {
            case id = "element-6066-11e4-a52e-4f735466cecf"
        }
    }

    private func element(_ selector: String) async throws -> String {
        try await (post("/element", ["using": "css selector", "value": selector]) as Element).id
    }

    // MARK: Looks

    /// The reader's screen and wishes.
    package func show(width: Int, isDark: Bool = false, wantsLessMotion: Bool = false) async throws {
        try await chromium(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false])
        try await chromium(
            "Emulation.setEmulatedMedia",
            [
                "features": [
                    ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"],
                    [
                        "name": "prefers-reduced-motion",
                        "value": wantsLessMotion ? "reduce" : "no-preference",
                    ],
                ]
            ])
    }

    /// What is on the screen, kept for a person to look at.
    package func screenshot(_ name: String) async throws {
        let text: String = try await wire.ask("GET", "/session/\(session)/screenshot", nil)
        guard let picture = Data(base64Encoded: text) else { throw BrowserError("no picture of \(name)") }
        try Artifacts.keep(picture, named: name + ".png")
    }

    /// The errors that the pages have made since this was last asked.
    package func errors() async throws -> [String] {
        let lines: [LogLine] = try await post("/se/log", ["type": "browser"])
        return lines.filter { $0.level == "SEVERE" }.map(\.message)
    }

    private struct LogLine: Decodable {
        let level: String
        let message: String
    }

    private func chromium(_ command: String, _ parameters: [String: Any]) async throws {
        let _: Nothing = try await post("/goog/cdp/execute", ["cmd": command, "params": parameters])
    }
}

/// Keys without a letter, as WebDriver calls them.
package enum BrowserKey: String, Sendable {
    case tab = "\u{E004}"
    case enter = "\u{E007}"
    case left = "\u{E012}"
    case right = "\u{E014}"
}

package struct BrowserError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// An answer that nobody needs.
struct Nothing: Decodable {
    init(from decoder: any Decoder) {}
}
