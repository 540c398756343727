extension RecordBatchHeader {
    /// Parses the batch at the start of `bytes` and checks that it is whole and undamaged (CRC-32C).
    package static func validated(_ bytes: UnsafeRawBufferPointer) throws(RecordBatchError) -> Self {
        let header = try RecordBatchHeader(parsing: bytes)
        guard header.totalBytes <= bytes.count else {
            throw .truncated(needed: header.totalBytes, available: bytes.count)
        }
        let summed = UnsafeRawBufferPointer(rebasing: bytes[Self.checksumStart..<header.totalBytes])
        let computed = CRC32C.checksum(of: summed)
        guard computed == header.checksum else {
            throw .checksumMismatch(stored: header.checksum, computed: computed)
        }
        return header
    }

    /// The checks of `validated`, and those for a batch that comes from a producer.
    ///
    /// It holds records, as many as its offsets say; it is no control batch; its timestamps are the
    /// producer's; its producer fields fit together; and, when it is not compressed, each of its records is
    /// well-formed. Of a compressed one, what `CompressedPayload` can tell.
    package static func validatedFromProducer(
        _ bytes: UnsafeRawBufferPointer
    ) throws(RecordBatchError) -> Self {
        let header = try validated(bytes)
        guard header.recordCount > 0, Int64(header.recordCount) == Int64(header.lastOffsetDelta) + 1 else {
            throw .invalidRecordCount(count: header.recordCount, lastOffsetDelta: header.lastOffsetDelta)
        }
        guard !header.attributes.isControl else { throw .controlBatchFromProducer }
        guard header.attributes.timestampType == .createTime else { throw .logAppendTimeFromProducer }
        let isIdempotent = header.producerID >= 0 && header.producerEpoch >= 0 && header.baseSequence >= 0
        let isPlain = header.producerID == -1 && !header.attributes.isTransactional
        guard isIdempotent || isPlain else {
            throw .invalidProducerFields(
                producerID: header.producerID, epoch: header.producerEpoch, sequence: header.baseSequence)
        }
        if header.attributes.compression == CompressionCodec.none {
            var reader = try RecordReader(
                header: header, batch: UnsafeRawBufferPointer(rebasing: bytes[..<header.totalBytes]))
            while try reader.next() != nil {}
        } else if let codec = header.attributes.compression {
            let payload = CompressedPayload(.init(rebasing: bytes[byteCount..<header.totalBytes]))
            try payload.check(holds: header.recordCount, codec)
        }
        return header
    }

    /// Fills in what the broker decides, in place: outside the checksum, so nothing else changes.
    /// - Parameter batch: starts with a header.
    package static func assign(
        baseOffset: Int64, partitionLeaderEpoch: Int32, in batch: UnsafeMutableRawBufferPointer
    ) {
        precondition(batch.count >= byteCount)
        batch.store(int64: baseOffset, at: 0)
        batch.store(int32: partitionLeaderEpoch, at: 12)
    }

    /// Marks the batch as stamped by the broker and gives all its records this time; computes the checksum
    /// anew.
    /// - Parameter batch: exactly one whole batch.
    /// - Parameter milliseconds: since 1970.
    package static func assign(logAppendTime milliseconds: Int64, in batch: UnsafeMutableRawBufferPointer) {
        precondition(batch.count >= byteCount)
        let attributes = UnsafeRawBufferPointer(batch).int16(at: 21)
        batch.store(int16: attributes | 8, at: 21)
        batch.store(int64: milliseconds, at: 35)
        let summed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(batch)[checksumStart...])
        batch.store(uint32: CRC32C.checksum(of: summed), at: 17)
    }
}
