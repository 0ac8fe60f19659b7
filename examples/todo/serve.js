// The server of the npm package @loopback/example-todo on a loopback address: serve.js PORT FOLDER
//
// The server is the package's own, unchanged. It asks a public service for the coordinates of an address; here a stand-in on loopback
// answers in its form, so that nothing leaves the machine. The records are kept in memory and not in a file.
'use strict';
const http = require('http');
const path = require('path');

const [port, folder] = [Number(process.argv[2]), process.argv[3]];
const from = require('module').createRequire(path.join(folder, 'package.json'));
const {TodoListApplication} = from('@loopback/example-todo');
const {GeocoderDataSource} = from('@loopback/example-todo/dist/datasources');

async function main() {
  const match = {result: {addressMatches: [{coordinates: {x: -76.93, y: 38.85}}]}};
  const geocoder = http.createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(match));
  });
  await new Promise(listening => geocoder.listen(0, '127.0.0.1', listening));
  const app = new TodoListApplication({
    rest: {port, host: '127.0.0.1', gracePeriodForClose: 0, openApiSpec: {setServersFromRequest: true}},
  });
  const known = structuredClone({...GeocoderDataSource.defaultConfig, connector: undefined});
  known.connector = GeocoderDataSource.defaultConfig.connector;
  known.operations[0].template.url = `http://127.0.0.1:${geocoder.address().port}/`;
  app.bind('datasources.config.geocoder').to(known);
  app.bind('datasources.config.db').to({name: 'db', connector: 'memory'});
  await app.boot();
  await app.start();
  console.log('ready');
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
