package recognise

// Members returns for each ASA of a paste one section whose prompt shows the
// role in the redundant pair. Both units have one host name: where the prompts
// of a name do not agree, it is not known whose output is whose.
func Members(all []Section) []Section {
	var out []Section
	at := map[string]int{} // in out, by device
	mixed := map[string]bool{}
	for _, s := range all {
		if s.Prompt == "" || s.Platform != "cisco-asa" {
			continue
		}
		if i, seen := at[s.Device]; seen {
			mixed[s.Device] = mixed[s.Device] || out[i].Prompt != s.Prompt
			continue
		}
		at[s.Device] = len(out)
		out = append(out, s)
	}
	agreed := out[:0]
	for _, s := range out {
		if !mixed[s.Device] {
			agreed = append(agreed, s)
		}
	}
	return agreed
}
