import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body.
    ///
    /// - Parameters:
    ///   - types: the media types that it may have, in lower case.
    ///   - hint: what else to say of a body of another type.
    /// - Throws: `Problem`: 415 that names the right types, 413.
    func wholeBody(
        of types: [String],
        atMost maximumBytes: Int,
        hint: String = "",
    ) async throws -> ByteBuffer {
        let given = headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard let given, types.contains(given) else {
            let names = types.joined(separator: " or ")
            var problem = Problem(.unsupportedMediaType, "the body must be \(names)\(hint)")
            // RFC 9110 §15.5.16, and what further methods have for it.
            let name: HTTPField.Name =
                switch method {
                case .post: .acceptPost
                case .patch: .acceptPatch
                default: .accept
                }
            problem.headers[name] = types.joined(separator: ", ")
            throw problem
        }
        do {
            return try await body.collect(upTo: maximumBytes)
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "the body may take \(maximumBytes) bytes")
        }
    }
}

extension WebContext {
    /// A parameter of the path, decoded.
    ///
    /// - Throws: `Problem` (400).
    func pathParameter(_ name: String) throws(Problem) -> String {
        guard let text = parameters.get(name).flatMap({ PercentCoding.decode($0) }) else {
            throw Problem(.badRequest, "the path is not percent-encoded UTF-8")
        }
        return text
    }
}
