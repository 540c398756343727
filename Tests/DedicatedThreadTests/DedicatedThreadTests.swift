import DedicatedThread
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct DedicatedThreadTests {
    private actor Confined {
        private let thread: DedicatedThread
        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        init(_ thread: DedicatedThread) { self.thread = thread }

        func threadNumber() -> UInt { currentThread() }
    }

    @Test func `every step of a task runs on the one thread, also after a suspension`() async {
        let thread = DedicatedThread(name: "test")
        let numbers = await thread.run {
            let first = currentThread()
            await Task.yield()
            let second = await nested()
            return [first, second]
        }
        #expect(Set(numbers).count == 1)
        #expect(numbers[0] != currentThread())
    }

    @Test func `an actor can live on the thread`() async {
        let thread = DedicatedThread(name: "actor")
        let confined = Confined(thread)
        let ofActor = await confined.threadNumber()
        let ofTask = await thread.run { currentThread() }
        #expect(ofActor == ofTask)
    }

    @Test func `a blocked thread does not stop the others`() async {
        // Two tasks that each block until the other has run: on one thread this would never end.
        var channel: [Int32] = [0, 0]
        #expect(pipe(&channel) == 0)
        let (readEnd, writeEnd) = (channel[0], channel[1])
        let reader = DedicatedThread(name: "reader")
        let writer = DedicatedThread(name: "writer")
        async let received = reader.run {
            var byte: UInt8 = 0
            return read(readEnd, &byte, 1)
        }
        let sent = await writer.run {
            var byte: UInt8 = 1
            return write(writeEnd, &byte, 1)
        }
        #expect(sent == 1)
        #expect(await received == 1)
        close(readEnd)
        close(writeEnd)
    }

    @Test func `errors come back to the caller`() async {
        struct Refused: Error {}
        let thread = DedicatedThread(name: "errors")
        await #expect(throws: Refused.self) {
            try await thread.run { throw Refused() }
        }
    }
}

private func nested() async -> UInt {
    await Task.yield()
    return currentThread()
}

private func currentThread() -> UInt {
    #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
    #else
        pthread_self()
    #endif
}
