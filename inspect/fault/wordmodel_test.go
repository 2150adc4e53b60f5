package fault

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// labelledText is a text with its true causes; none: it is not about a sign-in.
type labelledText struct {
	text   string
	want   []string
	weight float64
	kind   string
}

// readSample reads a file of testdata/explain.
func readSample(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("../../testdata/explain/" + name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// How much a text counts that no person posted: one made for a kind, one in the words in which people tell of a cause,
// and what edov says of it.
const (
	weightOfKind  = 0.5
	weightOfTold  = 0.7
	weightOfCause = 0.7
)

// labelledTexts are all texts of which the model is made.
func labelledTexts(t *testing.T) []labelledText {
	t.Helper()
	var list []labelledText
	var posted, kinds []struct {
		Kind, Text string
		Want       []string
	}
	readSample(t, "found.json", &posted)
	for _, p := range posted {
		list = append(list, labelledText{p.Text, p.Want, 1, p.Kind})
	}
	readSample(t, "kinds.json", &kinds)
	for _, k := range kinds {
		list = append(list, labelledText{k.Text, k.Want, weightOfKind, "kind"})
	}
	var told []struct{ Want, Texts []string }
	readSample(t, "told.json", &told)
	for _, w := range told {
		for _, text := range w.Texts {
			list = append(list, labelledText{text, w.Want, weightOfTold, "told"})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(likelies())) {
		l := likelies()[id]
		list = append(list, labelledText{l.Title + " " + l.Why, []string{id}, weightOfCause, "cause"})
	}
	for _, name := range []string{"others.json", "unrelated.json"} {
		var texts []string
		readSample(t, name, &texts)
		for _, text := range texts {
			list = append(list, labelledText{text, nil, 1, name})
		}
	}
	return list
}

// example is a labelled text as the model sees it.
type example struct {
	labelledText
	features []string
}

// allExamples are those of all labelled texts. To read them takes a second, so that it is done once.
func allExamples(t *testing.T) []example {
	t.Helper()
	readExamples.once.Do(func() { readExamples.list = examplesOf(labelledTexts(t)) })
	return readExamples.list
}

var readExamples struct {
	once sync.Once
	list []example
}

func examplesOf(list []labelledText) []example {
	var examples []example
	for _, l := range list {
		l.want = slices.DeleteFunc(slices.Clone(l.want), func(id string) bool { return likelies()[id].ID == "" })
		features, _ := featuresOf(grammarText(read(l.text)))
		examples = append(examples, example{l, features})
	}
	return examples
}

const (
	// shared is the exponent of the length of a cause's vector by which it is divided: a cause of many texts is likelier
	// than one of few, but not by as much.
	shared = 0.8
	// leastPart is the part of the greatest weight of a cause below which a feature is left out.
	leastPart = 0.05
	// leastTexts is how many texts have a feature that says something.
	leastTexts = 2
	// damping is what a sum counts less the greater it is: a word that ten texts of a cause have does not say ten times
	// as much as one that one has.
	damping = 0.5
	// smoothing is added to the counts of texts about a sign-in and of others.
	smoothing = 0.5
	// smallestWeight is the one that is stored as zero steps.
	smallestWeight = 0.001
)

// trained makes the model: for each cause the sum of the vectors of its texts, each of length one, a text with several
// causes counting in part for each. The explicit conversions keep machines from rounding in other places.
func trained(examples []example) wordModel {
	counts := map[string]float64{}
	total := 0.0
	for _, e := range examples {
		if e.want == nil {
			continue
		}
		total++
		for _, f := range e.features {
			counts[f]++
		}
	}
	rarity := func(f string) float64 { return math.Log(1 + total/counts[f]) }
	sums := map[string]map[string]float64{}
	for _, e := range examples {
		length := 0.0
		for _, f := range e.features {
			length += float64(rarity(f) * rarity(f))
		}
		for _, id := range e.want {
			if sums[id] == nil {
				sums[id] = map[string]float64{}
			}
			for _, f := range e.features {
				sums[id][f] += e.weight / float64(len(e.want)) * rarity(f) / math.Sqrt(length)
			}
		}
	}
	for _, sum := range sums {
		for f := range sum {
			sum[f] = math.Log(1 + damping*sum[f])
		}
	}
	m := wordModel{slices.Sorted(maps.Keys(sums)), map[string]featureWeights{}}
	for i, id := range m.causes {
		length, most := 0.0, 0.0
		for _, f := range slices.Sorted(maps.Keys(sums[id])) {
			length += float64(sums[id][f] * sums[id][f])
			most = max(most, float64(sums[id][f]*rarity(f)))
		}
		for f, sum := range sums[id] {
			if w := float64(sum * rarity(f)); w >= leastPart*most && counts[f] >= leastTexts {
				fw := m.weights[f]
				fw.causes = append(fw.causes, causeWeight{i, w / math.Pow(length, shared/2)})
				m.weights[f] = fw
			}
		}
	}
	m.weighSignIn(examples)
	return m
}

// weighSignIn finds how much each feature speaks for a text about a sign-in.
func (m wordModel) weighSignIn(examples []example) {
	about, others := map[string]float64{}, map[string]float64{}
	var texts, otherTexts float64
	for _, e := range examples {
		count := about
		if e.want == nil {
			count = others
			otherTexts++
		} else {
			texts++
		}
		for _, f := range e.features {
			count[f]++
		}
	}
	for _, counts := range []map[string]float64{about, others} {
		for f := range counts {
			if about[f]+others[f] < leastTexts {
				continue
			}
			w := m.weights[f]
			w.signIn = math.Log((about[f] + smoothing) / (texts + 2*smoothing) /
				((others[f] + smoothing) / (otherTexts + 2*smoothing)))
			m.weights[f] = w
		}
	}
}

// written is the model as it is stored.
func (m wordModel) written(t *testing.T) []byte {
	t.Helper()
	features := slices.Sorted(maps.Keys(m.weights))
	var raw []byte
	for _, lines := range [][]string{m.causes, features} {
		text := strings.Join(lines, "\n")
		raw = append(binary.AppendUvarint(raw, uint64(len(text))), text...)
	}
	for _, f := range features {
		w := m.weights[f]
		raw = append(raw, byte(int8(max(-127, min(127, math.Round(w.signIn*signInSteps))))))
		raw = binary.AppendUvarint(raw, uint64(len(w.causes)))
		before := 0
		for _, c := range w.causes {
			raw = binary.AppendUvarint(raw, uint64(c.cause-before))
			before = c.cause
			steps := math.Round(math.Log2(c.weight/smallestWeight) * weightSteps)
			raw = append(raw, byte(max(0, min(255, steps))))
		}
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestWordModelIsFresh: the model is that of the texts, and small.
func TestWordModelIsFresh(t *testing.T) {
	want := trained(allExamples(t)).written(t)
	if *updatePages {
		if err := os.WriteFile("wordmodel.dat", want, 0o644); err != nil {
			t.Fatal(err)
		}
		wordModelData = want
	}
	made, err := readWordModel(want) // another version of Go may compress in another way
	if err != nil {
		t.Fatal(err)
	}
	if stored, err := readWordModel(wordModelData); err != nil || !reflect.DeepEqual(stored, made) {
		t.Error("wordmodel.dat is stale; write it with: go test ./inspect/fault -run WordModel -update")
	}
	const most = 60_000
	if len(want) > most {
		t.Errorf("%d bytes", len(want))
	}
}

// folds is how many parts of the texts are held back, one after the other.
const folds = 5

// heldBack counts, by kind, texts that a model was not made of.
type heldBack struct{ texts, hits, explained map[string]int }

// TestWordModelOnTextsHeldBack: the model leads to a true cause, among its first two, of texts that it was not made of,
// and does not explain what is about something else.
func TestWordModelOnTextsHeldBack(t *testing.T) {
	all := allExamples(t)
	count := heldBack{map[string]int{}, map[string]int{}, map[string]int{}}
	for fold := range folds {
		var kept, back []example
		for i, e := range all {
			if i%folds == fold && e.kind != "cause" && e.kind != "kind" {
				back = append(back, e)
			} else {
				kept = append(kept, e)
			}
		}
		m, err := readWordModel(trained(kept).written(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range back {
			count.add(e, m)
		}
	}
	for kind, least := range map[string]struct{ hits, explained, most float64 }{
		"report": {0.58, 0.50, 1}, "symptom": {0.85, 0.80, 1}, "told": {0.64, 0.48, 1},
		"others.json": {0, 0, 0.02}, "unrelated.json": {0, 0, 0.07},
	} {
		n := float64(count.texts[kind])
		hits, explained := float64(count.hits[kind])/n, float64(count.explained[kind])/n
		t.Logf("%s: %.0f texts, %.3f led to a true cause, %.3f explained", kind, n, hits, explained)
		if n == 0 || hits < least.hits || explained < least.explained || explained > least.most {
			t.Errorf("%s: at least %v expected", kind, least)
		}
	}
}

// add counts what the model says of a text.
func (h heldBack) add(e example, m wordModel) {
	s := look(e.text, About{})
	signIn, list := m.read(e.features)
	h.texts[e.kind]++
	if slices.ContainsFunc(list[:min(2, len(list))], func(c scored) bool { return slices.Contains(e.want, c.id) }) {
		h.hits[e.kind]++
	}
	if _, ofOthers := byOthers(s, false); !ofOthers && s.isByWords(guess{signIn: signIn, causes: list}) {
		h.explained[e.kind]++
	}
}
