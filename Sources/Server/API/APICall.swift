import Conference
import HTTPTypes
import JSON

/// A request to the API that was let in: its path, its query, its whole body.
struct APICall: Sendable {
    /// The parameters of the path, decoded.
    let path: [String: String]
    let query: String?
    let body: [UInt8]

    /// The room that the path names.
    var room: String { path["room"] ?? "" }

    /// The participant that the path names.
    var participant: ParticipantID { ParticipantID(path["participant"] ?? "") }

    /// Reads the body.
    ///
    /// - Parameter read: returns nil only where it has come upon a fault.
    /// - Throws: `Problem`: 400 if it is not JSON, 422 that names every fault of it.
    func read<Value>(_ read: (inout FieldReader) -> Value?) throws(Problem) -> Value {
        try FieldReader.read(try json(), read)
    }

    /// The body as a JSON value.
    ///
    /// - Throws: `Problem` (400) if it is none.
    func json() throws(Problem) -> JSONValue {
        do throws(JSONFault) {
            return try JSONValue(parsing: body)
        } catch {
            throw Problem(error)
        }
    }
}
