// A small server that keeps its description: three operations, a body with limits, a path id and a query parameter.
//
//     node benches/peers/pets.js PORT
const http = require("http");

const json = schema => ({ content: { "application/json": { schema } } });
const of = name => json({ $ref: `#/components/schemas/${name}` });
const bad = { 400: { description: "The request is wrong.", ...of("Error") } };
const description = {
    openapi: "3.0.3",
    info: { title: "pets", version: "1" },
    paths: {
        "/pets": {
            post: {
                operationId: "createPet",
                requestBody: { required: true, ...of("NewPet") },
                responses: { 201: { description: "The pet.", ...of("Pet") }, ...bad },
            },
            get: {
                operationId: "listPets",
                parameters: [{ name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100 } }],
                responses: { 200: { description: "Pets.", ...json({ type: "array", items: { $ref: "#/components/schemas/Pet" } }) }, ...bad },
            },
        },
        "/pets/{id}": {
            get: {
                operationId: "getPet",
                parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer", minimum: 1 } }],
                responses: { 200: { description: "The pet.", ...of("Pet") }, ...bad, 404: { description: "No such pet.", ...of("Error") } },
            },
        },
    },
    components: {
        schemas: {
            NewPet: {
                type: "object",
                required: ["name", "kind"],
                additionalProperties: false,
                properties: {
                    name: { type: "string", minLength: 1, maxLength: 10 },
                    kind: { type: "string", enum: ["cat", "dog"] },
                    age: { type: "integer", minimum: 0, maximum: 30 },
                },
            },
            Pet: {
                type: "object",
                required: ["id", "name", "kind"],
                properties: { id: { type: "integer" }, name: { type: "string" }, kind: { type: "string" }, age: { type: "integer" } },
            },
            Error: { type: "object", required: ["message"], properties: { message: { type: "string" } } },
        },
    },
};

const pets = new Map();

// What is wrong with a new pet, if anything.
function wrong(pet) {
    if (pet === null || typeof pet !== "object" || Array.isArray(pet)) return "not an object";
    const unknown = Object.keys(pet).find(key => !["name", "kind", "age"].includes(key));
    if (unknown !== undefined) return "an unknown field";
    const length = typeof pet.name === "string" ? [...pet.name].length : 0;
    if (length < 1 || length > 10) return "name";
    if (!["cat", "dog"].includes(pet.kind)) return "kind";
    if ("age" in pet && !(Number.isInteger(pet.age) && pet.age >= 0 && pet.age <= 30)) return "age";
    return undefined;
}

function created(type, body) {
    if (!/^application\/json/.test(type ?? "")) return [400, { message: "not JSON" }];
    let pet;
    try {
        pet = JSON.parse(new TextDecoder("utf8", { fatal: true }).decode(body));
    } catch {
        return [400, { message: "not JSON" }];
    }
    const problem = wrong(pet);
    if (problem !== undefined) return [400, { message: problem }];
    const made = { id: pets.size + 1, ...pet };
    pets.set(made.id, made);
    return [201, made];
}

function listed(limits) {
    const isRight = limits.length === 0 || (limits.length === 1 && /^\d+$/.test(limits[0]) && limits[0] >= 1 && limits[0] <= 100);
    return isRight ? [200, [...pets.values()].slice(0, Number(limits[0] ?? 20))] : [400, { message: "limit" }];
}

function found(id) {
    if (!/^\d+$/.test(id) || Number(id) < 1) return [400, { message: "id" }];
    return pets.has(Number(id)) ? [200, pets.get(Number(id))] : [404, { message: "no such pet" }];
}

function response(request, body) {
    const url = new URL(request.url, "http://127.0.0.1");
    const only = (methods, work) =>
        methods.includes(request.method) ? work() : [405, { message: "method" }, { allow: methods.join(", ") }];
    if (url.pathname === "/openapi.json") return [200, description];
    if (url.pathname === "/pets") {
        const work = () => (request.method === "POST" ? created(request.headers["content-type"], body) : listed(url.searchParams.getAll("limit")));
        return only(["GET", "POST"], work);
    }
    const one = /^\/pets\/([^/]*)$/.exec(url.pathname);
    return one ? only(["GET"], () => found(one[1])) : [404, { message: "nothing here" }];
}

http.createServer((request, reply) => {
    const parts = [];
    request.on("data", part => parts.push(part));
    request.on("end", () => {
        const [status, value, headers] = response(request, Buffer.concat(parts));
        reply.writeHead(status, { "content-type": "application/json", ...headers });
        reply.end(JSON.stringify(value));
    });
}).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
