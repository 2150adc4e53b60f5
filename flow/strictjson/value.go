package strictjson

// Kind is the JSON type of a value.
type Kind uint8

// The JSON types (RFC 8259), and that of no value at all.
const (
	None Kind = iota
	Null
	Bool
	String
	Number
	Array
	Object
)

// String is the type's name in JSON Schema; empty for no value.
func (k Kind) String() string {
	return [...]string{"", "null", "boolean", "string", "number", "array", "object"}[k]
}

// Value is one JSON value. The zero Value has the Kind None and stands for absence.
//
// It is four words long: the compiler keeps such a struct in registers, and values are passed everywhere.
type Value struct {
	Kind  Kind
	begin uint32
	Text  string // a string's content, a number's text, "true" or "false"
	node  *node  // nil for what has neither members nor elements
}

// node is what only objects and arrays have. Copies of a Value share it, so that other members or elements make a new
// one. A value that is set in its place (Place, Put, Elems) is set in the copies too.
type node struct {
	members []Member
	elems   []Value
	end     int
}

// Member is one name and value of an object.
type Member struct {
	Name  string
	Value Value
}

// ObjectOf is an object with these members.
func ObjectOf(members []Member) Value { return container(Object, node{members: members}) }

// ArrayOf is an array of these elements.
func ArrayOf(elems []Value) Value { return container(Array, node{elems: elems}) }

func container(kind Kind, n node) Value { return Value{Kind: kind, node: &n} }

// Members are those of an object, in the order written. What is appended to them is no member of the Value.
func (v Value) Members() []Member {
	if v.node == nil {
		return nil
	}
	members := v.node.members
	return members[:len(members):len(members)] // to append to them must not write into what copies of the Value have
}

// Elems are the elements of an array. What is appended to them is no element of the Value.
func (v Value) Elems() []Value {
	if v.node == nil {
		return nil
	}
	elems := v.node.elems
	return elems[:len(elems):len(elems)]
}

// Begin is the byte offset after the value's first token, which is on its first line.
func (v Value) Begin() int { return int(v.begin) }

// Offset is the byte offset of the value's end in the text.
func (v Value) Offset() int {
	if v.node != nil {
		return v.node.end
	}
	return int(v.begin)
}

// With is the value with other members and elements.
func (v Value) With(members []Member, elems []Value) Value {
	if v.node != nil || len(members) > 0 || len(elems) > 0 {
		v.node = &node{members, elems, v.Offset()}
	}
	return v
}

// SetMembers gives this Value other members. Its copies keep theirs.
func (v *Value) SetMembers(members []Member) { *v = v.With(members, nil) }

// SetElems gives this Value other elements. Its copies keep theirs.
func (v *Value) SetElems(elems []Value) { *v = v.With(nil, elems) }

// PlacedAt is the value as if it stood in the text where another one does.
func (v Value) PlacedAt(other Value) Value {
	v.begin = other.begin
	if v.node != nil || other.node != nil {
		v.node = &node{v.Members(), v.Elems(), other.Offset()}
	}
	return v
}
