// The dashboard: each part of a message goes to the module that draws it.
import * as glance from "./glance.js";
import * as incidents from "./incidents.js";
import * as journals from "./journals.js";
import * as link from "./link.js";
import * as market from "./market.js";
import { byId } from "./nodes.js";
import * as rate from "./rate.js";
import * as request from "./request.js";
import * as routes from "./routes.js";
import * as streams from "./streams.js";
import * as theme from "./theme.js";
import * as timeline from "./timeline.js";
import * as venues from "./venues.js";

let nowMs = 0, software = null, venueNames = [];

function heard(message) {
  if (message.glance) {
    if (software !== null && software !== message.glance.software) { location.reload(); return; }
    software = message.glance.software;
    nowMs = message.glance.nowMs;
  }
  if (message.quality) { glance.drawQuality(message.quality); journals.drawQuality(message.quality); }
  if (message.health) { glance.drawHealth(message.health); incidents.drawHealth(message.health); }
  if (message.glance) glance.draw(message.glance);
  if (message.venues) { venueNames = message.venues.map(v => v.venue); venues.draw(message.venues); }
  if (message.history) rate.draw(message.history, nowMs);
  if (message.page) { streams.draw(message.page); const first = market.chooseOf(message.page.rows); if (first) streams.select(first); }
  if (message.market) market.draw(message.market, nowMs);
  if (message.journals) journals.draw(message.journals);
  if (message.incidents) incidents.take(message.incidents);
  incidents.draw(nowMs);
  if (message.timeline) timeline.take(message.timeline);
  timeline.draw(nowMs, venueNames);
  if (message.routes) routes.take(message.routes);
  if (message.routeCounts) routes.draw(message.routeCounts, nowMs);
  if (message.problem) console.warn("request refused: " + message.problem);
  document.body.classList.remove("waiting");
}

theme.begin();
rate.begin();
market.begin();
timeline.begin();
routes.begin();
incidents.begin();
journals.begin();
venues.begin(venue => { streams.filter(venue); byId("streams").scrollIntoView({ block: "nearest" }); });
streams.begin(stream => market.choose(stream, true));
if (request.market()) streams.select(request.market());
document.addEventListener("keydown", event => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !["INPUT", "SELECT"].includes(document.activeElement.tagName)) {
    event.preventDefault();
    byId("filter").focus();
  }
});
link.begin(heard, () => { timeline.clear(); request.sendNow(); });
