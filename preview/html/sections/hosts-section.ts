import { html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";

/** Host names, where they lead, and the zones that they are in. */
export function hostsSection({ stack, id }: StackView): Markup {
  const { hosts, newZones } = stack.hostNames;
  const rows = hosts.map(({ host, types, environment, zone }) => ({
    cells: [
      html`<code>${host}</code>`,
      types.join(", "),
      `load balancer of ${environment}`,
      newZones.includes(zone) ? (zone === host ? "a new zone of its own" : `the new zone ${zone}`) : `the existing zone ${zone}`,
    ],
  }));
  return html`<section><h3 id="${id("hosts")}">Host names</h3>
${rows.length === 0 ? html`<p>None.</p>` : table(`Host names of ${stack.stack}`, ["Host name", "Records", "Leads to", "Zone"], rows)}</section>
`;
}
