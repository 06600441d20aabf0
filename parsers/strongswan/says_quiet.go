package strongswan

// quietSignatures are messages of a healthy tunnel, or such that add nothing
// to the event beside them.
var quietSignatures = quiet(
	"providers loaded by OpenSSL: {_}", "created TUN device: {_}", "loaded plugins: {_}", "loaded {_}", "  loaded {_}",
	"dropped capabilities, running as uid {_}", "loading {_} from '{_}'", "plugin '{_}': {_}", "using {_} for {_}",
	"openssl FIPS mode({_}", "known interfaces and IP addresses:", "  {_} ::1", "installing '{_}'", "initiating '{_}'",
	"vici initiate CHILD_SA '{_}'", "vici initiate IKE_SA '{_}'", "received stroke: {_}",
	"establishing CHILD_SA {_}", "scheduling rekeying in {_}", "scheduling reauthentication in {_}",
	"maximum IKE_SA lifetime {_}", "selected proposal: {_}", "peer supports MOBIKE{_}", "received {_} vendor ID",
	"received unknown vendor ID: {_}", "sending cert request for {_}", "received cert request for {_}",
	"received {_} cert requests for an unknown ca", "sending end entity cert {_}", "received end entity cert {_}",
	"sending issuer cert {_}", "received issuer cert {_}", "checking certificate status of {_}",
	"certificate status is not available", "certificate status is good", "  certificate status is good",
	"  reached self-signed root ca with a path length of {_}", "reached self-signed root ca with a path length of {_}",
	"  using cached crl", "  crl is valid: until {_}", "  crl correctly signed by {_}", "  fetching crl from {_}",
	"  requesting ocsp status from {_}", "  ocsp response correctly signed by {_}", "  ocsp response is valid: until {_}",
	"scheduling CHILD_SA recreate after hard expire", "creating rekey job for CHILD_SA {_}",
	"creating delete job for CHILD_SA {_}", "creating acquire job for policy {_}", "CHILD_SA {_} not found for rekey",
	"CHILD_SA {_} not found for delete", "restarting CHILD_SA {_}", "queueing {_} request as tasks still active",
	"server requested {_}", "initiating EAP_{_} method {_}", "received EAP identity '{_}'", "EAP server requested {_}",
	"EAP method {_} succeeded, {_}", "received AUTH_LIFETIME of {_}", "unable to create IPv{_} routing table rule",
	"splitting IKE message {_}", "received fragment #{_}", "faking NAT situation to enforce UDP encapsulation",
	"peer requested virtual IP {_}", "assigning virtual IP {_}", "installing new virtual IP {_}",
	"sending keep alive to {_}", "changing received traffic selectors {_}", "handling {_} attribute failed",
	"received {_}us lifetime, configured {_}", "received {_} lifetime, configured {_}",
	"received lifetime {_} does not match configured lifetime {_}", "received {_} lifebytes, configured {_}", "IKE_SA {_} state change: {_}",
	"CHILD_SA {_} state change: {_}", "received ESP_TFC_PADDING_NOT_SUPPORTED{_}", "unloaded {_}", "rekeying {_}",
	"IKE_SA {_} will timeout in {_}", "received NO_ADDITIONAL_ADDRESSES{_}", "old path is not available anymore{_}",
	"requesting address change using MOBIKE", "peer certificate {_} is a {_}", "no certificates found, {_}",
	"no authorities found, {_}", "no pools found, {_}", "no connections found, {_}", "successfully loaded {_}",
	"{_} request with message ID {_} processing failed", "{_} response with message ID {_} processing failed",
	"unsupported exchange type {_}", "libcurl request failed {_}", "ocsp check failed, fallback to crl",
	"negotiated TLS {_}", "received TLS {_}", "sending TLS {_}", "created signature with {_}", "connection '{_}' established successfully",
	"establishing connection '{_}' failed", "initiate completed successfully", "terminate completed successfully", "expanding file expression {_}",
)

func quiet(texts ...string) []signature {
	var out []signature
	for _, text := range texts {
		out = append(out, says("", text))
	}
	return out
}
