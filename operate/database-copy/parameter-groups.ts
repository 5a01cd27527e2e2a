import {
  CreateDBParameterGroupCommand,
  DeleteDBParameterGroupCommand,
  DescribeDBParameterGroupsCommand,
  ModifyDBParameterGroupCommand,
  type Parameter,
  paginateDescribeDBParameters,
} from "@aws-sdk/client-rds";
import { asked } from "../deployed-stack/aws-access.ts";
import { ordered, type RdsServers, type Server } from "./rds-servers.ts";

/** "16" of "16.00.4265.3.v1". */
export const majorOf = (version: string) => version.split(".")[0] ?? "";

/** The first group of a server. */
export const parameterGroupOf = ({ details }: Server) => details.DBParameterGroups?.[0]?.DBParameterGroupName ?? "";

/**
 * The parameter group of a major version: that of the server if it is the same version, else one with the same values. RDS's own default group
 * would accept connections without TLS.
 */
export async function parameterGroupFor(
  { client }: RdsServers,
  server: Server,
  version: string,
  tags: Readonly<Record<string, string>>,
): Promise<string> {
  const own = parameterGroupOf(server);
  if (majorOf(version) === majorOf(server.version)) return own;
  const name = `${server.name}-copy-${majorOf(version)}`;
  const family = `${server.details.Engine}-${majorOf(version)}.0`;
  const values: Parameter[] = [];
  await asked(`which values the parameter group ${own} has`, async () => {
    const pages = paginateDescribeDBParameters({ client }, { DBParameterGroupName: own, Source: "user" });
    for await (const { Parameters = [] } of pages) values.push(...Parameters);
  });
  const exists = await asked(`whether the parameter group ${name} exists`, () =>
    client.send(new DescribeDBParameterGroupsCommand({ DBParameterGroupName: name })).then(
      () => true,
      (error: Error) => {
        if (/DBParameterGroupNotFound/.test(error.name)) return false;
        throw error;
      },
    ),
  );
  if (!exists) {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const Description = `The values of ${own} until the next pulumi up`;
    await ordered(`create the parameter group ${name}`, () =>
      client.send(
        new CreateDBParameterGroupCommand({ DBParameterGroupName: name, DBParameterGroupFamily: family, Description, Tags }),
      ),
    );
  }
  if (values.length > 0) {
    const Parameters = values.map(({ ParameterName, ParameterValue }) => ({
      ParameterName,
      ParameterValue,
      ApplyMethod: "pending-reboot" as const,
    }));
    await ordered(`set the values of ${name}`, () =>
      client.send(new ModifyDBParameterGroupCommand({ DBParameterGroupName: name, Parameters })),
    );
  }
  return name;
}

/** Deletes the groups that these commands made for a server, and gives the names of those that are still used. */
export async function deleteParameterGroups({ client }: RdsServers, identifier: string): Promise<string[]> {
  const used: string[] = [];
  for (const major of ["15", "16", "17"]) {
    const name = `${identifier}-copy-${major}`;
    await ordered(`delete the parameter group ${name}`, () =>
      client.send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: name })).catch((error: Error) => {
        if (/InvalidDBParameterGroupState/.test(error.name)) used.push(name);
        else if (!/NotFound/.test(error.name)) throw error;
      }),
    );
  }
  return used;
}
