// Package agent serves what edov can read and judge to programs that speak the Model
// Context Protocol (https://modelcontextprotocol.io), over a pair of streams: Serve.
//
// A tool is a command of edov with some of its flags (tools.json). It can name no file and
// no flag that is not in that table, so a tool changes nothing, signs no one in and takes no
// secret; the command line's own rules hold for the rest, such as what is masked.
package agent

import (
	"bufio"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"edov/flow/jsonout"
)

// Run carries out one command line of edov. Its input is standard input, and nothing is a
// terminal. It returns what the command printed, what it said on the side, and its exit
// code.
type Run func(ctx context.Context, args []string, input string) Answer

// Answer is what a command line did.
type Answer struct {
	Output string // of standard output
	Notes  string // of standard error
	Code   int
	Means  string // what the code says
}

// Serve answers requests until the input ends or the context does.
func Serve(ctx context.Context, in io.ReadCloser, out io.WriteCloser, version string, run Run) error {
	t, err := readTable()
	if err != nil {
		return err
	}
	server := mcp.NewServer(
		&mcp.Implementation{Name: "edov", Title: "edov", Version: version},
		&mcp.ServerOptions{Instructions: t.Instructions, Capabilities: &mcp.ServerCapabilities{}},
	)
	for _, tool := range t.Tools {
		server.AddTool(tool.described(), tool.handler(run))
	}
	answers, asked := &oneAtATime{to: jsonout.Harmless(out)}, newOpen()
	transport := &mcp.IOTransport{
		Reader: source{&messages{
			in: bufio.NewReader(in), answer: answers, max: maxRequest, open: asked,
			end: func() { asked.wait(ctx) },
		}, in},
		Writer: stream{&watched{to: answers, open: asked}, out}, MaxLineLength: -1, // messages bounds them
	}
	return server.Run(ctx, transport)
}

// stream writes to a stream in another way than its own, and closes it.
type stream struct {
	io.Writer
	io.Closer
}

// source reads from a stream in another way than its own, and closes it.
type source struct {
	io.Reader
	io.Closer
}

// maxRequest bounds a request: a list of app registrations, escaped as JSON.
const maxRequest = 32 << 20

//go:embed tools.json
var tableJSON []byte

// table is tools.json.
type table struct {
	Instructions string `json:"instructions"`
	Tools        []tool `json:"tools"`
}

type tool struct {
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Command     []string `json:"command"`
	Done        string   `json:"done"`   // what exit code 0 says of a tool that gives no verdict
	Online      bool     `json:"online"` // it may ask Microsoft
	Inputs      []input  `json:"inputs"`
	OneOf       []string `json:"oneOf"` // exactly one of these inputs has to be given
}

// input is one argument of a tool, and what it becomes: standard input, the value of a
// flag, or a flag of its own.
type input struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Required    bool     `json:"required"`
	Stdin       bool     `json:"stdin"`
	Flag        string   `json:"flag"`
	With        []string `json:"with"`   // more flags, if it is given
	Switch      string   `json:"switch"` // the flag, if it is true
}

func readTable() (*table, error) {
	t := new(table)
	if err := json.Unmarshal(tableJSON, t); err != nil {
		return nil, fmt.Errorf("tools.json: %w", err)
	}
	return t, nil
}

// described is the tool as clients see it.
func (t *tool) described() *mcp.Tool {
	properties := map[string]any{
		"format": map[string]any{
			"type": "string", "enum": []string{"text", "json"},
			"description": "text (the default) is short, for reading; json has everything and can be long",
		},
	}
	required := []string{}
	for _, in := range t.Inputs {
		properties[in.Name] = map[string]any{"type": in.kind(), "description": in.Description}
		if in.Required {
			required = append(required, in.Name)
		}
	}
	schema := map[string]any{
		"type": "object", "properties": properties, "required": required, "additionalProperties": false,
	}
	online, destroys := t.Online, false
	return &mcp.Tool{
		Name: t.Name, Title: t.Title, Description: t.Description, InputSchema: schema,
		Annotations: &mcp.ToolAnnotations{
			ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &destroys, OpenWorldHint: &online,
		},
	}
}

// handler runs the tool's command and returns what it printed. Notes and the exit code
// follow as a second text, so that an agent can't take "not checked" for a pass.
func (t *tool) handler(run Run) mcp.ToolHandler {
	return func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		args, stdin, err := t.commandLine(request.Params.Arguments)
		if err != nil {
			failed := &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: err.Error()}}}
			return failed, nil //nolint:nilerr // the agent is to see it, so it is a result and no error of the protocol
		}
		a := run(ctx, args, stdin)
		if a.Code == 0 {
			a.Means = cmp.Or(t.Done, a.Means)
		}
		about := fmt.Sprintf("exit code %d: %s", a.Code, a.Means)
		if a.Notes != "" {
			about += "\n" + a.Notes
		}
		result := &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: about}}}
		if a.Output != "" {
			result.Content = slices.Insert(result.Content, 0, mcp.Content(&mcp.TextContent{Text: a.Output}))
		}
		result.IsError = a.Output == "" && a.Code > 1
		return result, nil
	}
}

// commandLine makes the arguments of the command and its standard input. Values follow
// their flag after "=", so that none is read as a flag.
func (t *tool) commandLine(raw json.RawMessage) (args []string, stdin string, err error) {
	given := map[string]any{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &given); err != nil {
			return nil, "", fmt.Errorf("the arguments are not a JSON object")
		}
	}
	args = slices.Clone(t.Command)
	if args, err = addFormat(args, given); err != nil {
		return nil, "", err
	}
	count, reads := 0, false
	for _, in := range t.Inputs {
		value, isGiven := given[in.Name]
		delete(given, in.Name)
		if !isGiven || value == "" {
			if in.Required {
				return nil, "", fmt.Errorf("%s needs %s: %s", t.Name, in.Name, in.Description)
			}
			continue
		}
		if slices.Contains(t.OneOf, in.Name) {
			count++
		}
		text, isText := value.(string)
		on, isSwitch := value.(bool)
		switch {
		case in.Switch != "" && isSwitch:
			if on {
				args = append(args, "--"+in.Switch)
			}
		case in.Switch != "" || !isText:
			return nil, "", fmt.Errorf("%s has to be a %s, not %s", in.Name, in.kind(), kindOf(value))
		case in.Stdin:
			stdin, reads = text, true
		default:
			args = append(append(args, "--"+in.Flag+"="+text), in.With...)
		}
	}
	for name := range given {
		return nil, "", fmt.Errorf("%s has no argument %q", t.Name, name)
	}
	if len(t.OneOf) > 0 && count != 1 {
		return nil, "", fmt.Errorf("%s needs exactly one of %s", t.Name, strings.Join(t.OneOf, ", "))
	}
	if reads {
		args = append(args, "-")
	}
	return args, stdin, nil
}

func addFormat(args []string, given map[string]any) ([]string, error) {
	format, isGiven := given["format"]
	delete(given, "format")
	switch {
	case !isGiven || format == "text":
		return args, nil
	case format == "json":
		return append(args, "--format=json"), nil
	}
	return nil, fmt.Errorf("format has to be the string text or json")
}

// kind is the JSON type of an input.
func (in *input) kind() string {
	if in.Switch != "" {
		return "boolean"
	}
	return "string"
}

// kindOf names the JSON type of a value.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case float64:
		return "a number"
	case []any:
		return "an array"
	}
	return "an object"
}
