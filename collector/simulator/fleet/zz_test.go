package fleet
import ("testing";"time";"fmt")
func TestZZ(t *testing.T){
 f:=Demo(); now:=time.Date(2026,11,25,3,0,0,0,time.UTC)
 for _,d:=range f.Devices { if d.Name=="ios-zurich"||d.Name=="asa-geneva"||d.Name=="sw-hq"||d.Name=="sw-brest"||d.Name=="asa-lugano"||d.Name=="sw-lille"||d.Name=="ios-bern"{ fmt.Println("######",d.Name); for _,o:=range d.Capture(now).Outputs{ if o.Pass==0{ fmt.Println("=====",d.Name,"#",o.Command,o.Reason); fmt.Print(o.Text)}}}}
}
